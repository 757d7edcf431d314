import Foundation

/// The recent speed of something that counts up: an average that forgets with a time constant.
///
/// After a time t an old measurement weighs e^(−t/τ). The weights given so far are summed as well, so that the first
/// measurements are not drawn towards zero.
struct RateEstimator: Sendable {
  private let timeConstant: Double
  private var lastTime: Double
  private var lastCount: Int
  private var weightedRate = 0.0
  private var weight = 0.0

  init(time: Double, count: Int, timeConstant: Double = 15) {
    self.timeConstant = timeConstant
    lastTime = time
    lastCount = count
  }

  /// Units a second, or nil before the first measurement.
  var rate: Double? { weight > 0 ? weightedRate / weight : nil }

  mutating func measure(time: Double, count: Int) {
    let interval = time - lastTime
    guard interval > 0 else { return }
    let keep = exp(-interval / timeConstant)
    let speed = (Double(count) - Double(lastCount)) / interval
    weightedRate = keep * weightedRate + (1 - keep) * speed
    weight = keep * weight + (1 - keep)
    (lastTime, lastCount) = (time, count)
  }
}
