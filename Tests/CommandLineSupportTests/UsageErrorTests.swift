import CommandLineSupport
import Testing

struct UsageErrorTests {
  @Test func `the description says what is wrong and where help is`() {
    let error = UsageError(.unknownOption("--epoch", suggestion: "--epochs"), invocation: "alexnet train")
    #expect(
      error.description
        == "alexnet train: there is no option '--epoch' (did you mean --epochs?); see `alexnet train --help`")
  }

  @Test func `what the user typed cannot steer the terminal or flood it`() {
    let typed = "\u{1B}[2J\n\u{202E}" + String(repeating: "x", count: 100_000)
    let text = UsageError(.unexpectedOperand(typed), invocation: "alexnet").description
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{202E}" })
    #expect(text.count < 200)
    #expect(text.contains("…"))
  }

  @Test func `a conflict is told in the words of the command`() throws {
    let error = try sampleCommand.parse(["data"]).conflict("--resume excludes --network")
    #expect(error.description == "alexnet train: --resume excludes --network; see `alexnet train --help`")
  }
}
