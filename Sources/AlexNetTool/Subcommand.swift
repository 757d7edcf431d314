import CommandLineSupport

/// One of the program's commands: what it takes, and what it does.
protocol Subcommand: SendableMetatype {
  /// Options, operands and help.
  static var specification: CommandSpecification { get }

  /// Carries the command out.
  ///
  /// Progress goes to standard error, results to standard output.
  ///
  /// - Returns: how it ended.
  /// - Throws: `UsageError` for a command line that makes no sense; any other error is about the input, and its
  ///   description is what the user reads.
  static func run(_ arguments: ParsedArguments) throws -> ExitStatus
}
