import CommandLineSupport
import Testing

struct ProgramSpecificationTests {
  @Test(arguments: [["--help"], ["-h"], ["help"]])
  func `the program's help can be asked for`(arguments: [String]) throws {
    #expect(try sampleProgram.parse(arguments) == .programHelp)
  }

  @Test(arguments: [["train", "--help"], ["help", "train"], ["train", "--bogus", "-h"]])
  func `a command's help can be asked for`(arguments: [String]) throws {
    #expect(try sampleProgram.parse(arguments) == .commandHelp(sampleCommand))
  }

  @Test func `a command gets the arguments after its name`() throws {
    #expect(try sampleProgram.parse(["train", "data", "--resume"]) == .run(sampleCommand.parse(["data", "--resume"])))
  }

  @Test(arguments: [
    ([], UsageError.Problem.missingCommand),
    (["trian"], .unknownCommand("trian", suggestion: "train")),
    (["help", "descirbe"], .unknownCommand("descirbe", suggestion: "describe")),
    (["--hepl"], .unknownOption("--hepl", suggestion: "--help")),
    (["frobnicate"], .unknownCommand("frobnicate", suggestion: nil)),
  ])
  func `what is no command is refused`(arguments: [String], problem: UsageError.Problem) {
    #expect(throws: UsageError(problem, invocation: "alexnet")) { try sampleProgram.parse(arguments) }
  }
}
