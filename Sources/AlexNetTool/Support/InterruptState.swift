import Synchronization

/// What signals have asked for so far, and what a further one means; safe to use inside a signal handler.
///
/// It is separate from ``InterruptHandler`` so that the decisions can be tested without raising signals.
package final class InterruptState: Sendable {
  /// What a signal handler is to do.
  package enum Reaction: Equatable, Sendable {
    /// Tell the user that the current step will be finished.
    case announce
    case exitAtOnce
    case ignore
  }

  /// The kinds of signal that are told apart.
  package enum Request: Sendable {
    /// A person at the keyboard.
    case interrupt
    /// A scheduler or a shutdown, which escalates by itself if it has to.
    case terminate
  }

  /// Some launchers deliver one interrupt twice, to the process and to its group; closer together than this they are
  /// one.
  package static let nanosecondsOfOneInterrupt: Int64 = 200_000_000

  /// The time of the first request, or `Int64.min` before it.
  private let firstRequest = Atomic<Int64>(.min)

  package init() {}

  /// Whether any request has arrived.
  package var isInterrupted: Bool { firstRequest.load(ordering: .acquiring) != .min }

  /// Records a request that arrived at `time`, in nanoseconds of a clock that never goes back.
  package func receive(_ request: Request, at time: Int64) -> Reaction {
    let (isFirst, first) = firstRequest.compareExchange(
      expected: .min, desired: time, ordering: .acquiringAndReleasing)
    if isFirst { return .announce }
    guard case .interrupt = request else { return .ignore }
    return time - first < Self.nanosecondsOfOneInterrupt ? .ignore : .exitAtOnce
  }
}
