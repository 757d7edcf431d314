/// The weights of two neighbouring taps in two parts, as `WeightParts` has them, repeated for the lanes of a vector.
struct WeightPair {
  /// The lower parts: of the first tap in even lanes, of the second in odd ones.
  let low: SIMD8<Int16>
  /// The higher parts, likewise.
  let high: SIMD8<Int16>

  /// A pair of weights of 0…2²².
  init(_ first: Int32, _ second: Int32) {
    func alternating(_ even: Int16, _ odd: Int16) -> SIMD8<Int16> {
      SIMD8(even, odd, even, odd, even, odd, even, odd)
    }
    let (first, second) = (WeightParts(first), WeightParts(second))
    low = alternating(first.low, second.low)
    high = alternating(Int16(first.high), Int16(second.high))
  }
}
