/// A JSON document in memory, to be written.
///
/// Objects keep the order of their keys. Literals make it readable: `["epoch": 3, "loss": .number(loss), "done":
/// false]`.
package enum JSONValue: Equatable, Sendable {
  /// A key of an object with its value.
  package struct Member: Equatable, Sendable {
    package var key: String
    package var value: JSONValue

    /// Creates a member; keys of one object should be distinct.
    package init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  case object([Member])
  case array([JSONValue])
  case string(String)
  case integer(Int)
  /// A number in the shortest form that reads back as the same bits; JSON has no infinities and no NaN, they become
  /// null.
  case number(Double)
  case bool(Bool)
  case null

  /// A number in the shortest form that reads back as the same `Float`: 0.1, not 0.10000000149011612.
  package init(_ value: Float) { self = .number(Double(value.description) ?? Double(value)) }
}

extension JSONValue: CustomStringConvertible {
  /// The document on a single line, as a line of a log of JSON values needs it.
  package var description: String {
    var text = ""
    write(to: &text)
    return text
  }

  /// The document indented by two spaces, with arrays that hold neither arrays nor objects on one line if they fit.
  package var prettyDescription: String {
    var text = ""
    writePretty(to: &text, indentation: 0)
    return text
  }

  private static let longestInlineArray = 80

  private var isContainer: Bool {
    switch self {
    case .object, .array: true
    case .string, .integer, .number, .bool, .null: false
    }
  }

  private func write(to text: inout String) {
    switch self {
    case .object(let members):
      text += "{"
      for (position, member) in members.enumerated() {
        text += position == 0 ? "" : ","
        Self.writeString(member.key, to: &text)
        text += ":"
        member.value.write(to: &text)
      }
      text += "}"
    case .array(let elements):
      text += "["
      for (position, element) in elements.enumerated() {
        text += position == 0 ? "" : ","
        element.write(to: &text)
      }
      text += "]"
    case .string(let string):
      Self.writeString(string, to: &text)
    case .integer(let value):
      text += value.description
    case .number(let value):
      text += value.isFinite ? value.description : "null"
    case .bool(let value):
      text += value ? "true" : "false"
    case .null:
      text += "null"
    }
  }

  private func writePretty(to text: inout String, indentation: Int) {
    let inner = String(repeating: " ", count: indentation + 2)
    let outer = String(repeating: " ", count: indentation)
    switch self {
    case .object(let members) where !members.isEmpty:
      text += "{\n"
      for (position, member) in members.enumerated() {
        text += (position == 0 ? "" : ",\n") + inner
        Self.writeString(member.key, to: &text)
        text += ": "
        member.value.writePretty(to: &text, indentation: indentation + 2)
      }
      text += "\n" + outer + "}"
    case .array(let elements) where !elements.isEmpty:
      if !elements.contains(where: \.isContainer) {
        let line = "[" + elements.map(\.description).joined(separator: ", ") + "]"
        if line.utf8.count <= Self.longestInlineArray {
          text += line
          return
        }
      }
      text += "[\n"
      for (position, element) in elements.enumerated() {
        text += (position == 0 ? "" : ",\n") + inner
        element.writePretty(to: &text, indentation: indentation + 2)
      }
      text += "\n" + outer + "]"
    default:
      write(to: &text)
    }
  }

  private static func writeString(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

extension JSONValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }

  package init(integerLiteral value: Int) { self = .integer(value) }

  package init(floatLiteral value: Double) { self = .number(value) }

  package init(booleanLiteral value: Bool) { self = .bool(value) }

  package init(nilLiteral: ()) { self = .null }

  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}
