import CommandLineSupport
import Testing

struct ParsedArgumentsTests {
  private func parsed(_ arguments: String...) throws -> ParsedArguments {
    try sampleCommand.parse(["data"] + arguments)
  }

  @Test func `an option that is not given reads as nil`() throws {
    let arguments = try parsed()
    #expect(try arguments.integer("--epochs", in: 1...10) == nil)
    #expect(try arguments.number("--learning-rate", in: 0...) == nil)
    #expect(try arguments.choice("--network", among: ["small"]) == nil)
    #expect(!arguments.isGiven("--epochs"))
    #expect(!arguments.isGiven("--resume"))
  }

  @Test func `given options are known to be given`() throws {
    let arguments = try parsed("--resume", "--epochs", "3")
    #expect(arguments.isGiven("--resume"))
    #expect(arguments.isGiven("--epochs"))
  }

  @Test(arguments: [("1", 1), ("10", 10), ("+7", 7), ("007", 7)])
  func `a whole number within the range is read`(text: String, value: Int) throws {
    #expect(try parsed("--epochs", text).integer("--epochs", in: 1...10) == value)
  }

  @Test(arguments: ["0", "11", "-1", "1.5", "1e1", "ten", " 1", "0x1", "99999999999999999999", "٣"])
  func `what is no whole number within the range is refused`(text: String) throws {
    let arguments = try parsed("--epochs=" + text)
    let expected = UsageError.Problem.invalidValue(
      option: "--epochs", value: text, expected: "a whole number from 1 to 10", suggestion: nil)
    #expect(throws: UsageError(expected, invocation: "alexnet train")) {
      try arguments.integer("--epochs", in: 1...10)
    }
  }

  @Test(arguments: [("0.5", 0.5), ("1e-3", 1e-3), (".25", 0.25), ("1", 1)])
  func `a number within the range is read`(text: String, value: Double) throws {
    #expect(try parsed("--learning-rate", text).number("--learning-rate", in: 0...1) == value)
  }

  @Test(arguments: ["-0.1", "1.1", "nan", "inf", "-inf", "1e999", "0.1x", "0,1"])
  func `a number outside the range and one that is not finite are refused`(text: String) throws {
    let arguments = try parsed("--learning-rate=" + text)
    #expect(throws: UsageError.self) { try arguments.number("--learning-rate", in: 0...1) }
  }

  @Test(arguments: ["nan", "inf", "1e999"])
  func `a range without an end admits no infinity`(text: String) throws {
    let arguments = try parsed("--learning-rate", text)
    #expect(throws: UsageError.self) { try arguments.number("--learning-rate", in: 0...) }
  }

  @Test func `the error names the range in words`() throws {
    let arguments = try parsed("--learning-rate", "-2")
    func message(_ range: some RangeExpression<Double>) -> String {
      do throws(UsageError) {
        return "\(try arguments.number("--learning-rate", in: range) ?? 0)"
      } catch {
        return error.description
      }
    }
    #expect(message(0...1).contains("takes a number from 0 to 1, not '-2'"))
    #expect(message(0..<1).contains("from 0 to less than 1,"))
    #expect(message(0.5...).contains("of at least 0.5,"))
    #expect(message(Double.leastNonzeroMagnitude...).contains("greater than 0,"))
    #expect(message(Double.leastNonzeroMagnitude...1).contains("greater than 0 and at most 1,"))
    #expect(message(...(-3)).contains("of at most -3,"))
    #expect(message(..<(-3)).contains("less than -3,"))
  }

  @Test func `a choice is one of the words and a near miss gets a suggestion`() throws {
    let choices = ["small", "paper", "caffe"]
    #expect(try parsed("--network", "paper").choice("--network", among: choices) == "paper")
    let wrong = try parsed("--network", "papre")
    let expected = UsageError.Problem.invalidValue(
      option: "--network", value: "papre", expected: "one of small, paper, caffe", suggestion: "paper")
    #expect(throws: UsageError(expected, invocation: "alexnet train")) {
      try wrong.choice("--network", among: choices)
    }
  }
}
