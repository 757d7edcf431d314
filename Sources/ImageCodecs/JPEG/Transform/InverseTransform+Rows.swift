/// The steps between the passes of transforms of all sizes.
extension InverseTransform {
  /// Eight rows of eight lanes.
  struct Rows {
    var row0, row1, row2, row3, row4, row5, row6, row7: SIMD8<Int16>
  }

  /// The upper bits, limited to 16.
  @inline(__always)
  static func narrowed(_ value: SIMD8<Int32>, _ shift: Int32) -> SIMD8<Int16> {
    Lanes.narrowed(value &>> SIMD8(repeating: shift))
  }

  /// Lanes become rows: neighbours are interleaved as 16 bits, then pairs as 32 and fours as 64.
  ///
  /// Each step on a type of its own, which keeps the compiler from making one step of all, lane by lane.
  @inline(__always)
  static func transposed(_ rows: Rows) -> Rows {
    let pairs01 = unsafeBitCast(Lanes.interleaved(rows.row0, rows.row1), to: SIMD8<UInt32>.self)
    let pairs23 = unsafeBitCast(Lanes.interleaved(rows.row2, rows.row3), to: SIMD8<UInt32>.self)
    let pairs45 = unsafeBitCast(Lanes.interleaved(rows.row4, rows.row5), to: SIMD8<UInt32>.self)
    let pairs67 = unsafeBitCast(Lanes.interleaved(rows.row6, rows.row7), to: SIMD8<UInt32>.self)
    let upper0 = interleaved(pairs01.lowHalf, pairs23.lowHalf)
    let upper4 = interleaved(pairs01.highHalf, pairs23.highHalf)
    let lower0 = interleaved(pairs45.lowHalf, pairs67.lowHalf)
    let lower4 = interleaved(pairs45.highHalf, pairs67.highHalf)
    return Rows(
      row0: joined(upper0[0], lower0[0]), row1: joined(upper0[1], lower0[1]),
      row2: joined(upper0[2], lower0[2]), row3: joined(upper0[3], lower0[3]),
      row4: joined(upper4[0], lower4[0]), row5: joined(upper4[1], lower4[1]),
      row6: joined(upper4[2], lower4[2]), row7: joined(upper4[3], lower4[3]))
  }

  @inline(__always)
  private static func interleaved(_ even: SIMD4<UInt32>, _ odd: SIMD4<UInt32>) -> SIMD4<UInt64> {
    let pairs = SIMD8<UInt32>(even[0], odd[0], even[1], odd[1], even[2], odd[2], even[3], odd[3])
    return unsafeBitCast(pairs, to: SIMD4<UInt64>.self)
  }

  @inline(__always)
  private static func joined(_ low: UInt64, _ high: UInt64) -> SIMD8<Int16> {
    unsafeBitCast(SIMD2<UInt64>(low, high), to: SIMD8<Int16>.self)
  }

  /// A row of coefficients times its factors.
  @inline(__always)
  static func product(
    _ coefficients: UnsafePointer<Int16>, _ factors: UnsafePointer<Int16>, _ row: Int
  ) -> SIMD8<Int16> {
    let left = UnsafeRawPointer(coefficients + 8 &* row).load(as: SIMD8<Int16>.self)
    let right = UnsafeRawPointer(factors + 8 &* row).load(as: SIMD8<Int16>.self)
    return left &* right
  }

  /// Samples: 128 more, limited to 0...255.
  @inline(__always)
  static func samples(_ values: SIMD8<Int16>) -> SIMD8<UInt8> {
    Lanes.samples(values &+ SIMD8<Int16>(repeating: 128))
  }

  /// Writes a row of eight samples.
  @inline(__always)
  static func store(_ row: SIMD8<Int16>, to output: UnsafeMutablePointer<UInt8>) {
    UnsafeMutableRawPointer(output).storeBytes(of: samples(row), as: SIMD8<UInt8>.self)
  }
}
