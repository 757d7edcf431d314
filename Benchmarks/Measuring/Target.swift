/// What a row should reach.
enum Target: Sendable {
  /// At least this fraction of its limit.
  case fraction(Double)
  /// At least this rate, in the row's unit.
  case rate(Double)
  /// At least this multiple of the second contender's speed, where there is one.
  case speed(Double)

  /// Whether a measurement reaches the target.
  func isMet(by measurement: Measurement) -> Bool {
    switch self {
    case .fraction(let least): (measurement.fraction ?? 0) >= least
    case .rate(let least): measurement.rate >= least
    case .speed(let least): (measurement.speedAgainstSecond ?? 0) >= least
    }
  }
}
