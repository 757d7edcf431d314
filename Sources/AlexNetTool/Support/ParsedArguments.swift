/// The arguments of a command after parsing: every option known, every value present, the count of operands right.
///
/// Values are text until a typed getter reads them. A getter returns nil for an option that was not given, and asking
/// for an option that the command does not declare is a programming error.
package struct ParsedArguments: Equatable, Sendable {
  package let command: CommandSpecification
  package let operands: [String]
  private let values: [String: String]
  private let flags: Set<String>

  init(command: CommandSpecification, operands: [String], values: [String: String], flags: Set<String>) {
    self.command = command
    self.operands = operands
    self.values = values
    self.flags = flags
  }

  /// Whether the option or flag was on the command line.
  package func isGiven(_ name: String) -> Bool {
    precondition(command.option(named: name) != nil, "\(command.invocation) declares no option \(name)")
    return values[name] != nil || flags.contains(name)
  }

  /// Whether the flag was given.
  package func flag(_ name: String) -> Bool {
    precondition(command.option(named: name)?.kind == .flag, "\(command.invocation) declares no flag \(name)")
    return flags.contains(name)
  }

  /// The value as it was typed, never empty.
  package func string(_ name: String) -> String? {
    precondition(
      command.option(named: name)?.kind == .value, "\(command.invocation) declares no option \(name) with a value")
    return values[name]
  }

  /// A whole number within `range`.
  package func integer<Value: FixedWidthInteger & Sendable>(
    _ name: String, in range: ClosedRange<Value>
  ) throws(UsageError) -> Value? {
    guard let text = string(name) else { return nil }
    guard let value = Value(text), range.contains(value) else {
      throw invalid(name, text, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// A finite number within `range`: `0...1`, `0..<1`, or `Double.leastNonzeroMagnitude...` for any positive one.
  package func number(_ name: String, in range: some RangeExpression<Double>) throws(UsageError) -> Double? {
    guard let text = string(name) else { return nil }
    guard let value = Double(text), value.isFinite, range.contains(value) else {
      throw invalid(name, text, expected: "a number" + phrase(for: range))
    }
    return value
  }

  /// One of `choices`, spelled exactly.
  package func choice(_ name: String, among choices: [String]) throws(UsageError) -> String? {
    guard let text = string(name) else { return nil }
    guard choices.contains(text) else {
      throw invalid(
        name, text, expected: "one of " + choices.joined(separator: ", "),
        suggestion: SpellingSuggestion.nearest(to: text, among: choices))
    }
    return text
  }

  /// An error about this command that no getter can find, such as two options that exclude each other.
  package func conflict(_ clause: String) -> UsageError {
    UsageError(.conflict(clause), invocation: command.invocation)
  }

  private func invalid(
    _ name: String, _ text: String, expected: String, suggestion: String? = nil
  ) -> UsageError {
    UsageError(
      .invalidValue(option: name, value: text, expected: expected, suggestion: suggestion),
      invocation: command.invocation)
  }

  private func phrase(for range: some RangeExpression<Double>) -> String {
    switch range {
    case let range as ClosedRange<Double>:
      range.lowerBound == .leastNonzeroMagnitude
        ? " greater than 0 and at most \(shortest(range.upperBound))"
        : " from \(shortest(range.lowerBound)) to \(shortest(range.upperBound))"
    case let range as Range<Double>:
      range.lowerBound == .leastNonzeroMagnitude
        ? " greater than 0 and less than \(shortest(range.upperBound))"
        : " from \(shortest(range.lowerBound)) to less than \(shortest(range.upperBound))"
    case let range as PartialRangeFrom<Double>:
      range.lowerBound == .leastNonzeroMagnitude ? " greater than 0" : " of at least \(shortest(range.lowerBound))"
    case let range as PartialRangeThrough<Double>:
      " of at most \(shortest(range.upperBound))"
    case let range as PartialRangeUpTo<Double>:
      " less than \(shortest(range.upperBound))"
    default:
      ""
    }
  }

  /// `1` for 1.0: people do not write the zero.
  private func shortest(_ number: Double) -> String {
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
