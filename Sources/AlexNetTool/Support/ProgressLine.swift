import Foundation

/// Shows on standard error how far a long computation is, how fast it goes and how long it will take.
///
/// On a terminal one line is rewritten at most ten times a second. Elsewhere, in a log file or a pipe, a line of its
/// own is written every ten seconds, and a last one at the end.
///
/// ```swift
/// var progress = ProgressLine(title: "epoch 3/12", total: 10_000, unit: "images")
/// progress.update(completed: 128, detail: "loss 2.31")
/// progress.finish(detail: "loss 1.93")
/// ```
package struct ProgressLine: Sendable {
  /// How progress is shown.
  package enum Style: Sendable {
    case silent
    /// Plain lines, at most one in `interval` seconds, and one at the end.
    case lines(interval: Double)
    /// A single line, rewritten; `columns` is asked each time, for windows change their size.
    case bar(columns: @Sendable () -> Int)

    /// What suits standard error, or silence.
    package static func automatic(isQuiet: Bool = false) -> Style {
      if isQuiet { return .silent }
      guard Terminal.isInteractive(.standardError) else { return .lines(interval: 10) }
      return .bar { Terminal.columns(of: .standardError) }
    }
  }

  private static let secondsBetweenRedraws = 0.1

  private let text: ProgressText
  private let style: Style
  private let clock: @Sendable () -> Double
  private let output: @Sendable (String) -> Void
  private let start: Double
  private let startCount: Int
  private var estimator: RateEstimator
  private var completed: Int
  private var detail = ""
  private var lastDrawn: Double?
  private var isLineOpen = false
  private var isFinished = false

  /// Starts the clock.
  ///
  /// - Parameters:
  ///   - total: How many units there are; 0 if that is not known.
  ///   - unit: What is counted, in the plural.
  ///   - startingAt: How many units an earlier run has done; they do not count for the speed.
  ///   - clock: Seconds since any moment, never going back.
  ///   - output: Takes what would go to standard error.
  package init(
    title: String, total: Int, unit: String, startingAt: Int = 0, style: Style = .automatic(),
    clock: @escaping @Sendable () -> Double = { ProcessInfo.processInfo.systemUptime },
    output: @escaping @Sendable (String) -> Void = { Terminal.write($0, to: .standardError) }
  ) {
    text = ProgressText(title: singleLine(title), total: total, unit: unit)
    self.style = style
    self.clock = clock
    self.output = output
    start = clock()
    startCount = startingAt
    completed = startingAt
    estimator = RateEstimator(time: start, count: startingAt)
  }

  /// Notes that `completed` units are done in all, and shows it if it is time to.
  package mutating func update(completed: Int, detail: String = "") {
    self.completed = completed
    self.detail = singleLine(detail)
    guard !isFinished else { return }
    switch style {
    case .silent:
      return
    case .lines(let interval):
      let now = clock()
      guard now - (lastDrawn ?? start) >= interval else { return }
      lastDrawn = now
      output(text.line(measured(at: now)) + "\n")
    case .bar(let columns):
      let now = clock()
      if let lastDrawn, now - lastDrawn < Self.secondsBetweenRedraws { return }
      lastDrawn = now
      redraw(text.bar(measured(at: now), columns: columns() - 1))
    }
  }

  /// Ends the line with the average speed of the whole; later calls do nothing.
  ///
  /// - Parameter detail: Replaces the detail of the last update.
  package mutating func finish(detail: String? = nil) {
    guard !isFinished else { return }
    isFinished = true
    if let detail { self.detail = singleLine(detail) }
    let elapsed = clock() - start
    let rate = elapsed > 0 ? (Double(completed) - Double(startCount)) / elapsed : nil
    let state = ProgressText.State(
      completed: completed, rate: rate, elapsed: elapsed, isFinished: true, detail: self.detail)
    switch style {
    case .silent:
      return
    case .lines:
      output(text.line(state) + "\n")
    case .bar(let columns):
      redraw(text.bar(state, columns: columns() - 1))
      output("\n")
      isLineOpen = false
    }
  }

  /// Takes the line off the terminal, so that something else can be written; the next update draws it again.
  package mutating func clear() {
    guard isLineOpen else { return }
    output("\r\u{1B}[K")
    isLineOpen = false
    lastDrawn = nil
  }

  private mutating func measured(at now: Double) -> ProgressText.State {
    estimator.measure(time: now, count: completed)
    return ProgressText.State(
      completed: completed, rate: estimator.rate, elapsed: now - start, isFinished: false, detail: detail)
  }

  private mutating func redraw(_ line: String) {
    // Erasing the rest after writing, not all before it: the line does not flicker.
    output("\r" + line + "\u{1B}[K")
    isLineOpen = true
  }
}
