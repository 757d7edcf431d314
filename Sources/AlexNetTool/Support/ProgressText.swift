/// Puts the state of a computation into words, as long or short as there is room.
struct ProgressText: Sendable {
  /// How far the computation is.
  struct State: Sendable {
    var completed: Int
    /// Units a second; nil if nothing was measured yet.
    var rate: Double?
    var elapsed: Double
    var isFinished: Bool
    var detail: String
  }

  private static let widestBar = 30
  private static let narrowestBar = 10

  let title: String
  /// 0 if it is not known.
  let total: Int
  let unit: String

  /// The form for a log file.
  func line(_ state: State) -> String {
    var parts: [String] = []
    if let fraction = fraction(state) { parts.append(percentage(fraction)) }
    parts.append(count(state))
    parts += [rate(state), elapsed(state), timeLeft(state), state.detail].filter { !$0.isEmpty }
    return title + ": " + parts.joined(separator: ", ")
  }

  /// The form for a terminal, at most `columns` characters: what matters least goes first.
  func bar(_ state: State, columns: Int) -> String {
    let progress = fraction(state).map { padded(percentage($0), to: 5, onTheLeft: true) } ?? count(state)
    // Each form is shorter than the one before it.
    let forms = [
      [progress, rate(state), elapsed(state), timeLeft(state), state.detail],
      [progress, rate(state), timeLeft(state), state.detail],
      [progress, timeLeft(state), state.detail],
      [progress, timeLeft(state)],
      [progress],
    ]
    for form in forms {
      let words = form.filter { !$0.isEmpty }.joined(separator: "  ")
      let room = columns - title.count - words.count - 4
      if let fraction = fraction(state), room >= Self.narrowestBar {
        return "\(title)  \(drawing(fraction, width: min(room, Self.widestBar)))  \(words)"
      }
      if room >= -2, fraction(state) == nil { return "\(title)  \(words)" }
    }
    return String("\(title)  \(progress)".prefix(max(0, columns)))
  }

  private func fraction(_ state: State) -> Double? {
    total > 0 ? min(max(Double(state.completed) / Double(total), 0), 1) : nil
  }

  private func drawing(_ fraction: Double, width: Int) -> String {
    let inner = width - 2
    let filled = Int(fraction * Double(inner))
    let head = filled < inner ? ">" : ""
    let rest = String(repeating: " ", count: inner - filled - head.count)
    return "[" + String(repeating: "=", count: filled) + head + rest + "]"
  }

  /// Rounded down, so that 100 % means done; 57 of 100 is 57 %, though 0.57 × 100 is a little less.
  private func percentage(_ fraction: Double) -> String {
    fraction < 1 ? "\(min(Int(fraction * 100 + 1e-9), 99)) %" : "100 %"
  }

  private func count(_ state: State) -> String {
    let done = NumberText.grouped(state.completed)
    return total > 0 ? "\(done) of \(NumberText.grouped(total)) \(unit)" : "\(done) \(unit)"
  }

  private func rate(_ state: State) -> String {
    state.rate.map { "\(NumberText.rate($0)) \(unit)/s" } ?? ""
  }

  private func elapsed(_ state: State) -> String {
    NumberText.duration(seconds: state.elapsed) + (state.isFinished ? "" : " elapsed")
  }

  private func timeLeft(_ state: State) -> String {
    guard total > 0, !state.isFinished else { return "" }
    guard let rate = state.rate, rate > 0 else { return "-:-- left" }
    let remaining = max(0, Double(total) - Double(state.completed))
    return NumberText.duration(seconds: remaining / rate) + " left"
  }
}
