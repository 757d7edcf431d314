/// The result of a row.
struct Measurement: Sendable {
  /// The row's name, the contender's label included.
  let name: String
  /// The unit of rates.
  let unit: String
  /// Median time of a call.
  let seconds: Double
  /// The rate at the median time.
  let rate: Double
  /// Rates of the slowest and the fastest repeat.
  let spread: ClosedRange<Double>
  /// The rate as a fraction of the greatest that the machine allowed, each repeat's of what was measured right before it:
  /// their median. Nil where the row has no limit.
  let fraction: Double?
  /// What the row should reach.
  let target: Target?
  /// The first contender's median time over this one's; nil for the first.
  let speedAgainstFirst: Double?

  /// The second contender's median time over the first's; nil for others.
  let speedAgainstSecond: Double?

  /// Whether the target is reached; nil without one.
  var meetsTarget: Bool? { target.map { $0.isMet(by: self) } }
}
