/// What the process tells its caller when it ends; the same meaning in every subcommand.
package enum ExitStatus: Int32, CaseIterable, Sendable {
  case success = 0
  case checkFailed = 1
  case usage = 2
  case badInput = 3
  /// 128 + SIGINT, what a shell reports for a program that an interrupt ended.
  case interrupted = 130

  /// The meaning in a few words, as the help text lists it.
  package var meaning: String {
    switch self {
    case .success: "done"
    case .checkFailed: "a check failed"
    case .usage: "the command line was wrong"
    case .badInput: "an input could not be read or used"
    case .interrupted: "interrupted; what was finished is saved"
    }
  }
}
