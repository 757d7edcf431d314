/// Values of case.json under their names, read with checks: an error names the file and the value.
public struct CaseValues: Sendable {
  /// The values.
  public let values: [String: CaseValue]
  /// The file.
  public let file: String
  /// Where in the file they stand, such as "parameters."; empty at the top.
  public let place: String

  init(_ values: [String: CaseValue], file: String, place: String = "") {
    self.values = values
    self.file = file
    self.place = place
  }

  /// Whether there is a value of that name.
  public func has(_ name: String) -> Bool { values[name].map { $0 != .null } ?? false }

  /// An error about a value.
  public func invalid(_ name: String, expected: String) -> GoldenError {
    GoldenError(file, .value(place + name, expected: expected))
  }

  /// A number.
  public func number(_ name: String) throws(GoldenError) -> Double {
    guard case .number(let value) = values[name], value.isFinite else { throw invalid(name, expected: "a number") }
    return value
  }

  /// A whole number in a range.
  public func integer(_ name: String, in range: ClosedRange<Int> = 0...1 << 24) throws(GoldenError) -> Int {
    guard case .number(let number) = values[name], let value = Int(exactly: number), range.contains(value) else {
      throw invalid(name, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// A truth value.
  public func flag(_ name: String) throws(GoldenError) -> Bool {
    guard case .flag(let value) = values[name] else { throw invalid(name, expected: "true or false") }
    return value
  }

  /// A string.
  public func text(_ name: String) throws(GoldenError) -> String {
    guard case .text(let value) = values[name] else { throw invalid(name, expected: "a string") }
    return value
  }

  /// A word that stands for a value.
  public func choice<Value>(_ name: String, _ words: KeyValuePairs<String, Value>) throws(GoldenError) -> Value {
    if case .text(let word) = values[name], let found = words.first(where: { $0.key == word }) { return found.value }
    throw invalid(name, expected: "one of " + words.map(\.key).joined(separator: ", "))
  }

  /// Numbers; `count` of them unless it is nil.
  public func numbers(_ name: String, count: Int? = nil) throws(GoldenError) -> [Double] {
    if case .list(let list) = values[name], count == nil || list.count == count {
      let numbers = list.compactMap { value -> Double? in
        if case .number(let number) = value, number.isFinite { number } else { nil }
      }
      if numbers.count == list.count { return numbers }
    }
    throw invalid(name, expected: count.map { "a list of \($0) numbers" } ?? "a list of numbers")
  }

  /// Whole numbers in a range, `count` of them unless it is nil.
  public func integers(
    _ name: String, count: Int? = nil, in range: ClosedRange<Int> = 0...1 << 24
  ) throws(GoldenError) -> [Int] {
    let integers = try numbers(name, count: count).map { Int(exactly: $0) ?? -1 << 40 }
    guard integers.allSatisfy(range.contains) else {
      throw invalid(name, expected: "whole numbers from \(range.lowerBound) to \(range.upperBound)")
    }
    return integers
  }

  /// Strings.
  public func texts(_ name: String) throws(GoldenError) -> [String] {
    if case .list(let list) = values[name] {
      let texts = list.compactMap { value -> String? in if case .text(let text) = value { text } else { nil } }
      if texts.count == list.count { return texts }
    }
    throw invalid(name, expected: "a list of strings")
  }

  /// Values under names.
  public func group(_ name: String) throws(GoldenError) -> CaseValues {
    guard case .group(let group) = values[name] else { throw invalid(name, expected: "an object") }
    return CaseValues(group, file: file, place: place + name + ".")
  }

  /// Groups in a list.
  public func groups(_ name: String) throws(GoldenError) -> [CaseValues] {
    guard case .list(let list) = values[name] else { throw invalid(name, expected: "a list of objects") }
    var groups: [CaseValues] = []
    for (index, value) in list.enumerated() {
      guard case .group(let group) = value else { throw invalid(name, expected: "a list of objects") }
      groups.append(CaseValues(group, file: file, place: "\(place)\(name)[\(index)]."))
    }
    return groups
  }
}
