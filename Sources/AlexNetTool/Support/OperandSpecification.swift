/// An argument that is no option, such as the images that `classify` takes.
package struct OperandSpecification: Equatable, Sendable {
  /// How many arguments an operand stands for.
  package enum Count: Equatable, Sendable {
    case one
    case oneOrMore
    case zeroOrOne
    case zeroOrMore
  }

  /// The placeholder in capitals, such as `IMAGE`.
  package var name: String
  package var help: String
  package var count: Count

  /// Creates an operand; only the last one of a command may repeat or be left out.
  package init(_ name: String, help: String, count: Count = .one) {
    self.name = name
    self.help = help
    self.count = count
  }

  /// The form of the usage line, such as `IMAGE...` or `[DIRECTORY]`.
  package var synopsis: String {
    switch count {
    case .one: name
    case .oneOrMore: "\(name)..."
    case .zeroOrOne: "[\(name)]"
    case .zeroOrMore: "[\(name)...]"
    }
  }

  var isRequired: Bool { count == .one || count == .oneOrMore }

  var isRepeated: Bool { count == .oneOrMore || count == .zeroOrMore }
}
