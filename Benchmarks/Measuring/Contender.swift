import Tensors

/// One way to do a row's work.
struct Contender {
  /// The last part of the row's name; empty where there is only one way.
  let label: String
  /// Threads that it and its limit use; nil for those of the run.
  let threads: Int?
  /// Does the work once.
  let run: () throws -> Void

  /// A way to do the work, with the label that tells it from others.
  init(_ label: String = "", threads: Int? = nil, run: @escaping () throws -> Void) {
    self.label = label
    self.threads = threads
    self.run = run
  }

  /// Runs `body` on the contender's threads.
  func onItsThreads<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard let threads else { return try body() }
    return try Parallel.withThreads(threads, body)
  }
}
