import CommandLineSupport

/// A command with every kind of option and operand, for the tests of this target.
let sampleCommand = CommandSpecification(
  name: "train", summary: "Train a network.", discussion: "First paragraph.\n\nSecond paragraph.",
  operands: [
    OperandSpecification("DATA", help: "A folder."), OperandSpecification("MORE", help: "Others.", count: .zeroOrMore),
  ],
  options: [
    OptionSpecification("--epochs", "N", help: "Passes over the images.", default: "12"),
    OptionSpecification("--learning-rate", "R", help: "Step size."),
    OptionSpecification("--network", "NAME", help: "The network.", default: "small"),
    OptionSpecification(flag: "--resume", help: "Go on from the last checkpoint."),
  ],
  examples: [.init("alexnet train --epochs 2 data", "A quick look.")])

let sampleProgram = ProgramSpecification(
  summary: "AlexNet.",
  commands: [sampleCommand, CommandSpecification(name: "describe", summary: "Show the layers.")])

/// What is wrong with a command line of the sample command, or nil if nothing is.
func problem(_ arguments: [String]) -> UsageError.Problem? {
  do throws(UsageError) {
    _ = try sampleCommand.parse(arguments)
    return nil
  } catch {
    return error.problem
  }
}
