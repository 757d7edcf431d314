/// A command line that cannot be carried out; its description says what is wrong and where to look.
package struct UsageError: Error, Equatable, Sendable {
  /// What is wrong, with the words that the user typed.
  package enum Problem: Equatable, Sendable {
    case missingCommand
    case unknownCommand(String, suggestion: String?)
    case unknownOption(String, suggestion: String?)
    case repeatedOption(String)
    case missingValue(option: String, metavariable: String)
    case unexpectedValue(option: String, value: String)
    case invalidValue(option: String, value: String, expected: String, suggestion: String?)
    case missingOperand(String)
    case unexpectedOperand(String)
    /// Two arguments that contradict each other, or one that needs another, in a clause without a full stop.
    case conflict(String)
  }

  package var problem: Problem
  /// The command as it is called, such as `alexnet train`.
  package var invocation: String

  /// Creates an error about the command that is called as `invocation`.
  package init(_ problem: Problem, invocation: String) {
    self.problem = problem
    self.invocation = invocation
  }
}

extension UsageError: CustomStringConvertible {
  /// One line: the command, the problem, the remedy.
  package var description: String { "\(invocation): \(statement); see `\(invocation) --help`" }

  private var statement: String {
    switch problem {
    case .missingCommand:
      "a command is missing"
    case .unknownCommand(let name, let suggestion):
      "there is no command \(quoted(name))" + hint(suggestion)
    case .unknownOption(let name, let suggestion):
      "there is no option \(quoted(name))" + hint(suggestion)
    case .repeatedOption(let name):
      "\(name) is given more than once"
    case .missingValue(let option, let metavariable):
      "\(option) needs a value \(metavariable); one that begins with a dash is written \(option)=VALUE"
    case .unexpectedValue(let option, let value):
      "\(option) takes no value, but \(quoted(value)) was given"
    case .invalidValue(let option, let value, let expected, let suggestion):
      "\(option) takes \(expected), not \(quoted(value))" + hint(suggestion)
    case .missingOperand(let name):
      "the argument \(name) is missing"
    case .unexpectedOperand(let value):
      "\(quoted(value)) is one argument too many"
    case .conflict(let clause):
      clause
    }
  }

  private func hint(_ suggestion: String?) -> String {
    suggestion.map { " (did you mean \($0)?)" } ?? ""
  }

  /// What the user typed, safe to show: cut at 80 characters, and control characters cannot steer the terminal.
  private func quoted(_ text: String) -> String {
    let shown = text.prefix(80)
    return "'" + singleLine(String(shown)) + (shown.endIndex < text.endIndex ? "…" : "") + "'"
  }
}
