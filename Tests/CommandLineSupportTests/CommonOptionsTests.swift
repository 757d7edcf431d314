import CommandLineSupport
import Testing

struct CommonOptionsTests {
  private let command = CommandSpecification(name: "describe", summary: "")

  @Test func `every command takes the common options`() throws {
    let arguments = try command.parse(["--threads", "3", "--seed=42", "--json", "--quiet"])
    #expect(try arguments.threads() == 3)
    #expect(try arguments.seed() == 42)
    #expect(arguments.isJSON)
    #expect(arguments.isQuiet)
    #expect(!arguments.wantsHelp)
  }

  @Test func `without them there are all cores, seed zero, text and progress`() throws {
    let arguments = try command.parse([])
    #expect(try arguments.threads() == nil)
    #expect(try arguments.seed() == 0)
    #expect(!arguments.isJSON)
    #expect(!arguments.isQuiet)
  }

  @Test func `no threads and a seed past the signed range are refused`() throws {
    let arguments = try command.parse(["--threads", "0", "--seed", "9223372036854775808"])
    #expect(throws: UsageError.self) { try arguments.threads() }
    #expect(throws: UsageError.self) { try arguments.seed() }
    #expect(try command.parse(["--seed", "9223372036854775807"]).seed() == 9_223_372_036_854_775_807)
  }
}
