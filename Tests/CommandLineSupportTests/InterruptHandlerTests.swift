import CommandLineSupport
import Foundation
import Testing

/// Signals concern the whole process, so each test runs in one of its own.
///
/// They are sent to the process, not raised: Dispatch blocks signals on its threads, and tests run on those.
struct InterruptHandlerTests {
  @Test func `an interrupt sets the flag and the process goes on`() async {
    await #expect(processExitsWith: .exitCode(7)) {
      InterruptHandler.install()
      let before = InterruptHandler.isInterrupted
      kill(getpid(), SIGINT)
      waitUntilInterrupted()
      exit(!before && InterruptHandler.isInterrupted ? 7 : 1)
    }
  }

  @Test func `terminations set the flag and the process goes on`() async {
    await #expect(processExitsWith: .exitCode(7)) {
      InterruptHandler.install()
      kill(getpid(), SIGTERM)
      waitUntilInterrupted()
      usleep(250_000)
      kill(getpid(), SIGTERM)
      usleep(50_000)
      exit(InterruptHandler.isInterrupted ? 7 : 1)
    }
  }

  @Test func `a second interrupt ends the process with status 130`() async {
    await #expect(processExitsWith: .exitCode(ExitStatus.interrupted.rawValue)) {
      InterruptHandler.install()
      kill(getpid(), SIGINT)
      waitUntilInterrupted()
      usleep(250_000)
      kill(getpid(), SIGINT)
      sleep(10)
      exit(1)
    }
  }
}

/// A signal to the process arrives on another thread, a moment later.
private func waitUntilInterrupted() {
  for _ in 0..<1000 where !InterruptHandler.isInterrupted { usleep(10_000) }
}
