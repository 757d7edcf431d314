/// A program with subcommands, and the choice among them.
package struct ProgramSpecification: Equatable, Sendable {
  /// What a command line asks for.
  package enum Request: Equatable, Sendable {
    /// `alexnet --help`, `alexnet help`.
    case programHelp
    /// `alexnet train --help`, `alexnet help train`.
    case commandHelp(CommandSpecification)
    case run(ParsedArguments)
  }

  package var name: String
  /// One line.
  package var summary: String
  package var commands: [CommandSpecification]

  /// Creates a program; the names of its commands are distinct.
  package init(name: String = "alexnet", summary: String, commands: [CommandSpecification]) {
    precondition(Set(commands.map(\.name)).count == commands.count, "two commands share a name")
    self.name = name
    self.summary = summary
    self.commands = commands
  }

  /// Reads a command line without the program's name, `CommandLine.arguments.dropFirst()`.
  package func parse(_ arguments: some Sequence<String>) throws(UsageError) -> Request {
    var rest = Array(arguments)[...]
    guard let first = rest.popFirst() else { throw UsageError(.missingCommand, invocation: name) }
    switch first {
    case "--help", "-h":
      return .programHelp
    case "help":
      guard let topic = rest.first else { return .programHelp }
      return .commandHelp(try command(named: topic))
    default:
      let parsed = try command(named: first).parse(rest)
      return parsed.wantsHelp ? .commandHelp(parsed.command) : .run(parsed)
    }
  }

  private func command(named wanted: String) throws(UsageError) -> CommandSpecification {
    if let command = commands.first(where: { $0.name == wanted }) { return command }
    if wanted.hasPrefix("-") {
      let suggestion = SpellingSuggestion.nearest(to: wanted, among: ["--help"])
      throw UsageError(.unknownOption(wanted, suggestion: suggestion), invocation: name)
    }
    let suggestion = SpellingSuggestion.nearest(to: wanted, among: commands.map(\.name))
    throw UsageError(.unknownCommand(wanted, suggestion: suggestion), invocation: name)
  }
}
