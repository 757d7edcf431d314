import CommandLineSupport
import Foundation
import Kernels
import Tensors

/// The `alexnet` command.
@main
enum AlexNetTool {
  /// All subcommands, in the order of the help text.
  static let subcommands: [any Subcommand.Type] = [
    TrainCommand.self, ClassifyCommand.self, EvaluateCommand.self, ConvertCommand.self, DescribeCommand.self,
    FeaturesCommand.self, SimilarCommand.self, ProbeCommand.self, VisualizeCommand.self, PrepareCommand.self,
    AugmentCommand.self, DecodeCommand.self, VerifyCommand.self,
  ]

  static let specification = ProgramSpecification(
    summary: "AlexNet: prepare data, train it, use it, look at it, verify it.",
    commands: subcommands.map { $0.specification })

  static func main() {
    exit(run(CommandLine.arguments.dropFirst()).rawValue)
  }

  /// Carries out a command line; all errors end here, on standard error.
  private static func run(_ arguments: some Sequence<String>) -> ExitStatus {
    do {
      switch try specification.parse(arguments) {
      case .programHelp:
        write(HelpText.text(for: specification, columns: Terminal.columns(of: .standardOutput)))
        return .success
      case .commandHelp(let command):
        write(HelpText.text(for: command, columns: Terminal.columns(of: .standardOutput)))
        return .success
      case .run(let parsed):
        return try run(parsed)
      }
    } catch let error as UsageError {
      report("\(error)")
      return .usage
    } catch let error as InstructionSetError {
      report("\(specification.name): \(error)")
      return .usage
    } catch {
      report("\(specification.name): \(error)")
      return .badInput
    }
  }

  private static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    // Before anything is computed: results do not depend on the instruction set, but a wish that is silently ignored
    // would make timings wrong.
    if let error = InstructionSet.environmentError { throw error }
    if let threads = try arguments.threads() { Parallel.setThreads(threads) }
    // What all commands take is checked for all, also where a command has no use for it.
    _ = try arguments.seed()
    guard let command = subcommands.first(where: { $0.specification.name == arguments.command.name }) else {
      throw UsageError(.unknownCommand(arguments.command.name, suggestion: nil), invocation: specification.name)
    }
    return try command.run(arguments)
  }

  private static func write(_ text: String) { Terminal.write(text, to: .standardOutput) }

  private static func report(_ line: String) { Terminal.write(line + "\n", to: .standardError) }
}
