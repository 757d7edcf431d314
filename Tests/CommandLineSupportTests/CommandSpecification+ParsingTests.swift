import CommandLineSupport
import Testing

struct CommandSpecificationParsingTests {
  @Test(arguments: [
    ["--epochs", "3", "data"], ["--epochs=3", "data"], ["data", "--epochs", "3"], ["--epochs=3", "--", "data"],
  ])
  func `a value follows its option after a space or an equals sign`(arguments: [String]) throws {
    let parsed = try sampleCommand.parse(arguments)
    #expect(parsed.string("--epochs") == "3")
    #expect(parsed.operands == ["data"])
  }

  @Test func `only the first equals sign separates`() throws {
    #expect(try sampleCommand.parse(["--network=a=b", "data"]).string("--network") == "a=b")
  }

  @Test func `everything after two dashes is an operand`() throws {
    let parsed = try sampleCommand.parse(["data", "--", "--resume", "--", "--bogus", "-h"])
    #expect(parsed.operands == ["data", "--resume", "--", "--bogus", "-h"])
    #expect(!parsed.flag("--resume"))
  }

  @Test(arguments: ["-3", "-0.5", "-.5", "-1e-3", "-"])
  func `a negative number and a lone dash are values`(value: String) throws {
    #expect(try sampleCommand.parse(["--learning-rate", value, "data"]).string("--learning-rate") == value)
    #expect(try sampleCommand.parse([value]).operands == [value])
  }

  @Test(arguments: [
    ["--epochs"], ["--epochs", "--resume"], ["--epochs", "--"], ["--epochs="], ["--epochs", ""], ["--epochs", "-x"],
    ["--epochs", "-inf"],
  ])
  func `a missing value is refused`(arguments: [String]) {
    #expect(problem(["data"] + arguments) == .missingValue(option: "--epochs", metavariable: "N"))
  }

  @Test(arguments: [["--resume", "--resume"], ["--epochs", "1", "--epochs=2"]])
  func `a repeated option is refused`(arguments: [String]) {
    #expect(problem(["data"] + arguments) == .repeatedOption(arguments[0]))
  }

  @Test func `a value for a flag is refused`() {
    #expect(problem(["data", "--resume=yes"]) == .unexpectedValue(option: "--resume", value: "yes"))
  }

  @Test(arguments: [
    ("--epoch", "--epochs"), ("--sede=3", "--seed"), ("-epochs", "--epochs"), ("--learning", "--learning-rate"),
  ])
  func `an unknown option is refused with the nearest spelling`(argument: String, suggestion: String) {
    let name = argument.prefix { $0 != "=" }
    #expect(problem(["data", argument]) == .unknownOption(String(name), suggestion: suggestion))
  }

  @Test func `too few and too many operands are refused`() throws {
    #expect(problem([]) == .missingOperand("DATA"))
    #expect(problem(["data", "one", "two", "three"]) == nil)
    #expect {
      _ = try CommandSpecification(name: "describe", summary: "").parse(["extra"])
    } throws: {
      ($0 as? UsageError)?.problem == .unexpectedOperand("extra")
    }
  }

  @Test(arguments: [["--help"], ["-h"], ["--bogus", "--help"], ["--epochs", "--help"]])
  func `help is given whatever else is wrong`(arguments: [String]) throws {
    #expect(try sampleCommand.parse(arguments).wantsHelp)
  }
}
