/// The options that every subcommand takes, with one meaning everywhere.
package enum CommonOptions {
  /// All of them, in the order of the help text.
  package static let all: [OptionSpecification] = [
    OptionSpecification(
      "--threads", "N", help: "Threads that compute; results do not depend on it.", default: "all cores"),
    OptionSpecification(
      "--seed", "N", help: "Seed of all random numbers; the same seed gives the same bits.", default: "0"),
    OptionSpecification(flag: "--json", help: "Write results to standard output as JSON."),
    OptionSpecification(flag: "--quiet", help: "Write no progress, only results and errors."),
    OptionSpecification(flag: "--help", help: "Show this text."),
  ]
}

extension ParsedArguments {
  /// The value of `--threads`, or nil for all cores.
  package func threads() throws(UsageError) -> Int? { try integer("--threads", in: 1...1024) }

  /// The value of `--seed`; at most 2⁶³ − 1, so that it fits a signed integer wherever it is recorded.
  package func seed() throws(UsageError) -> UInt64 {
    try integer("--seed", in: 0...UInt64(Int64.max)) ?? 0
  }

  package var isJSON: Bool { flag("--json") }

  package var isQuiet: Bool { flag("--quiet") }

  package var wantsHelp: Bool { flag("--help") }
}
