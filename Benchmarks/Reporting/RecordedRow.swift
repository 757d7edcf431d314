/// A line of a recorded run; those of other systems may lack the fraction.
struct RecordedRow: Decodable, Sendable {
  let name: String
  let value: Double
  let fractionOfPeak: Double?

  /// How many times the recorded performance a measurement is.
  ///
  /// Fractions of the limit are compared where both have them, because a machine's speed changes from run to run; else
  /// rates.
  func ratio(of measurement: Measurement) -> Double {
    if let fractionOfPeak, fractionOfPeak > 0, let fraction = measurement.fraction { return fraction / fractionOfPeak }
    return measurement.rate / value
  }
}
