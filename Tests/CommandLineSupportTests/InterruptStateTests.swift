import CommandLineSupport
import Testing

struct InterruptStateTests {
  private static let second: Int64 = 1_000_000_000

  @Test(arguments: [InterruptState.Request.interrupt, .terminate])
  func `the first request is announced and remembered`(request: InterruptState.Request) {
    let state = InterruptState()
    #expect(!state.isInterrupted)
    #expect(state.receive(request, at: 5 * Self.second) == .announce)
    #expect(state.isInterrupted)
  }

  @Test(arguments: [InterruptState.Request.interrupt, .terminate])
  func `an interrupt after any request ends the process`(first: InterruptState.Request) {
    let state = InterruptState()
    _ = state.receive(first, at: 5 * Self.second)
    #expect(state.receive(.interrupt, at: 6 * Self.second) == .exitAtOnce)
  }

  @Test func `an interrupt that is delivered twice is one`() {
    let state = InterruptState()
    _ = state.receive(.interrupt, at: 5 * Self.second)
    #expect(state.receive(.interrupt, at: 5 * Self.second + 1000) == .ignore)
    #expect(state.receive(.interrupt, at: 5 * Self.second + InterruptState.nanosecondsOfOneInterrupt) == .exitAtOnce)
  }

  @Test func `a repeated termination does not hurry`() {
    let state = InterruptState()
    _ = state.receive(.interrupt, at: 5 * Self.second)
    #expect(state.receive(.terminate, at: 9 * Self.second) == .ignore)
  }
}
