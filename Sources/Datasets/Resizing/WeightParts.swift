/// The two parts of a weight, high·2¹⁵ + low.
///
/// A weight is at most 2²². So both parts are signed numbers of sixteen bits, which processors multiply eight at a
/// time, and a sum of samples times weights is made of two sums of samples times parts, of which no bit is lost.
struct WeightParts {
  /// The fifteen bits below.
  let low: Int16
  /// The bits above, at most 128.
  let high: UInt8

  /// The parts of a weight of 0…2²².
  init(_ weight: Int32) {
    low = Int16(truncatingIfNeeded: weight & 0x7FFF)
    high = UInt8(truncatingIfNeeded: weight >> 15)
  }
}
