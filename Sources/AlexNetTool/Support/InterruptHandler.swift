import Foundation

/// Turns SIGINT and SIGTERM into a flag that long computations poll, so that they end between two steps and save.
///
/// A second SIGINT ends the process at once with ``ExitStatus/interrupted``.
package enum InterruptHandler {
  private static let state = InterruptState()

  /// Starts to handle the signals, for the rest of the process's life.
  package static func install() {
    // The first use initializes `state`, which is not allowed inside the handler.
    _ = state.isInterrupted
    signal(SIGINT) { _ in InterruptHandler.handle(.interrupt) }
    signal(SIGTERM) { _ in InterruptHandler.handle(.terminate) }
  }

  /// Whether a signal has asked to stop; cheap enough to poll at every step.
  package static var isInterrupted: Bool { state.isInterrupted }

  /// Runs inside the signal handler: only atomics and the system calls that POSIX allows there.
  private static func handle(_ request: InterruptState.Request) {
    let savedError = errno
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    switch state.receive(request, at: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)) {
    case .announce:
      announce("\nInterrupted: the current step is being finished. Interrupt again to stop at once.\n")
    case .exitAtOnce:
      announce("\n")
      _exit(ExitStatus.interrupted.rawValue)
    case .ignore:
      break
    }
    errno = savedError
  }

  private static func announce(_ message: StaticString) {
    _ = write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
  }
}
