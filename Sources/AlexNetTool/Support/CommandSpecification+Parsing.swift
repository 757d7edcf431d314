extension CommandSpecification {
  /// Reads the arguments that follow the command's name.
  ///
  /// `--name value` and `--name=value` are the same; `--` ends the options; `-h` is `--help`. A following argument that
  /// begins with a dash is a value only if it is `-` or a negative number. If help is asked for, nothing else is
  /// checked, so that a user who got something wrong can still read it.
  package func parse(_ arguments: some Sequence<String>) throws(UsageError) -> ParsedArguments {
    let arguments = Array(arguments)
    if asksForHelp(arguments) {
      return ParsedArguments(command: self, operands: [], values: [:], flags: ["--help"])
    }

    var operands: [String] = []
    var values: [String: String] = [:]
    var flags: Set<String> = []
    var position = 0
    while position < arguments.count {
      let argument = arguments[position]
      position += 1
      if argument == "--" {
        operands += arguments[position...]
        break
      }
      guard looksLikeOption(argument) else {
        operands.append(argument)
        continue
      }

      let (name, attached) = split(argument)
      guard let option = option(named: name) else {
        let suggestion = SpellingSuggestion.nearest(to: name, among: allOptions.map(\.name))
        throw error(.unknownOption(name, suggestion: suggestion))
      }
      guard values[name] == nil, !flags.contains(name) else { throw error(.repeatedOption(name)) }
      switch option.kind {
      case .flag:
        if let attached { throw error(.unexpectedValue(option: name, value: attached)) }
        flags.insert(name)
      case .value:
        var value = attached
        if value == nil, position < arguments.count, !looksLikeOption(arguments[position]) {
          value = arguments[position]
          position += 1
        }
        // An empty value is nearly always an unset variable of a script.
        guard let value, !value.isEmpty else {
          throw error(.missingValue(option: name, metavariable: option.metavariable))
        }
        values[name] = value
      }
    }
    try checkCount(of: operands)
    return ParsedArguments(command: self, operands: operands, values: values, flags: flags)
  }

  private func asksForHelp(_ arguments: [String]) -> Bool {
    arguments.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
  }

  private func looksLikeOption(_ argument: String) -> Bool {
    guard argument.hasPrefix("-"), argument != "-" else { return false }
    let isNumber = argument.dropFirst().first.map { $0.isNumber || $0 == "." } ?? false
    return !(isNumber && Double(argument) != nil)
  }

  private func split(_ argument: String) -> (name: String, value: String?) {
    guard let separator = argument.firstIndex(of: "=") else { return (argument, nil) }
    return (String(argument[..<separator]), String(argument[argument.index(after: separator)...]))
  }

  private func checkCount(of given: [String]) throws(UsageError) {
    let required = operands.count(where: \.isRequired)
    if given.count < required { throw error(.missingOperand(operands[given.count].name)) }
    let isBounded = !(operands.last?.isRepeated ?? false)
    if isBounded, given.count > operands.count { throw error(.unexpectedOperand(given[operands.count])) }
  }

  private func error(_ problem: UsageError.Problem) -> UsageError { UsageError(problem, invocation: invocation) }
}
