import CommandLineSupport
import Testing

struct ExitStatusTests {
  @Test func `the numbers are the documented ones`() {
    #expect(ExitStatus.allCases.map(\.rawValue) == [0, 1, 2, 3, 130])
  }
}
