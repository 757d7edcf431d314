/// What a row should reach.
enum Target: Sendable {
  /// At least this fraction of its limit.
  case fraction(Double)
  /// At least this rate, in the row's unit.
  case rate(Double)

  /// Whether a measurement reaches the target.
  func isMet(by measurement: Measurement) -> Bool {
    switch self {
    case .fraction(let least): measurement.fraction >= least
    case .rate(let least): measurement.rate >= least
    }
  }
}
