/// A subcommand as its user sees it: the source of both the parser and the help text, so that they cannot disagree.
package struct CommandSpecification: Equatable, Sendable {
  /// A command line worth copying, and what it does.
  package struct Example: Equatable, Sendable {
    package var command: String
    package var explanation: String

    /// Creates an example; `command` is the whole line, the program's name included.
    package init(_ command: String, _ explanation: String) {
      self.command = command
      self.explanation = explanation
    }
  }

  /// The program that the command belongs to.
  package var program: String
  /// The word after the program's name, such as `train`.
  package var name: String
  /// One line for the list of commands.
  package var summary: String
  /// Paragraphs for the command's own help, separated by empty lines; may be empty.
  package var discussion: String
  package var operands: [OperandSpecification]
  /// The command's own options; ``allOptions`` adds the ones that all commands share.
  package var options: [OptionSpecification]
  package var examples: [Example]

  /// Creates a command; option names are distinct, also from the common ones.
  package init(
    name: String, summary: String, discussion: String = "", operands: [OperandSpecification] = [],
    options: [OptionSpecification] = [], examples: [Example] = [], program: String = "alexnet"
  ) {
    self.program = program
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.operands = operands
    self.options = options
    self.examples = examples
    precondition(
      Set(allOptions.map(\.name)).count == allOptions.count, "two options of one command share a name")
    precondition(
      operands.dropLast().allSatisfy { $0.count == .one }, "only the last operand may repeat or be left out")
  }

  /// The command's options followed by the common ones.
  package var allOptions: [OptionSpecification] { options + CommonOptions.all }

  /// What a user types to call it, such as `alexnet train`.
  package var invocation: String { "\(program) \(name)" }

  func option(named name: String) -> OptionSpecification? { allOptions.first { $0.name == name } }
}
