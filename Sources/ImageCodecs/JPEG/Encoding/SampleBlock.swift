/// 8 × 8 numbers: eight rows, a SIMD lane a column.
struct SampleBlock {
  /// A row.
  typealias Row = SIMD8<Int16>

  /// The rows, from the top.
  var row0, row1, row2, row3, row4, row5, row6, row7: Row

  /// The block with these rows.
  @inline(__always)
  init(_ row0: Row, _ row1: Row, _ row2: Row, _ row3: Row, _ row4: Row, _ row5: Row, _ row6: Row, _ row7: Row) {
    (self.row0, self.row1, self.row2, self.row3) = (row0, row1, row2, row3)
    (self.row4, self.row5, self.row6, self.row7) = (row4, row5, row6, row7)
  }

  /// The block of bytes whose rows begin `stride` apart, less 128 (T.81 A.3.1).
  ///
  /// Unsafe: eight bytes at each of the eight row beginnings must be readable.
  @inline(__always)
  init(levelShifted samples: UnsafePointer<UInt8>, stride: Int) {
    self.init(
      Self.levelShifted(samples, 0, stride), Self.levelShifted(samples, 1, stride),
      Self.levelShifted(samples, 2, stride), Self.levelShifted(samples, 3, stride),
      Self.levelShifted(samples, 4, stride), Self.levelShifted(samples, 5, stride),
      Self.levelShifted(samples, 6, stride), Self.levelShifted(samples, 7, stride))
  }

  @inline(__always)
  private static func levelShifted(_ samples: UnsafePointer<UInt8>, _ row: Int, _ stride: Int) -> Row {
    Lanes.load(samples, row &* stride) &- 128
  }

  /// Writes the rows, one after the other.
  ///
  /// Unsafe: `output` has room for 64 numbers.
  @inline(__always)
  func store(to output: UnsafeMutablePointer<Int16>) {
    let raw = UnsafeMutableRawPointer(output)
    raw.storeBytes(of: row0, toByteOffset: 0, as: Row.self)
    raw.storeBytes(of: row1, toByteOffset: 16, as: Row.self)
    raw.storeBytes(of: row2, toByteOffset: 32, as: Row.self)
    raw.storeBytes(of: row3, toByteOffset: 48, as: Row.self)
    raw.storeBytes(of: row4, toByteOffset: 64, as: Row.self)
    raw.storeBytes(of: row5, toByteOffset: 80, as: Row.self)
    raw.storeBytes(of: row6, toByteOffset: 96, as: Row.self)
    raw.storeBytes(of: row7, toByteOffset: 112, as: Row.self)
  }

  /// Rows and columns exchanged.
  @inline(__always)
  func transposed() -> SampleBlock {
    let (a0, a1) = Self.interleave(row0, row4)
    let (a2, a3) = Self.interleave(row1, row5)
    let (a4, a5) = Self.interleave(row2, row6)
    let (a6, a7) = Self.interleave(row3, row7)
    let (b0, b1) = Self.interleave(a0, a4)
    let (b2, b3) = Self.interleave(a1, a5)
    let (b4, b5) = Self.interleave(a2, a6)
    let (b6, b7) = Self.interleave(a3, a7)
    let (c0, c1) = Self.interleave(b0, b4)
    let (c2, c3) = Self.interleave(b1, b5)
    let (c4, c5) = Self.interleave(b2, b6)
    let (c6, c7) = Self.interleave(b3, b7)
    return SampleBlock(c0, c1, c2, c3, c4, c5, c6, c7)
  }

  /// a0 b0 a1 b1 … in two vectors.
  @inline(__always)
  private static func interleave(_ first: Row, _ second: Row) -> (Row, Row) {
    let both = Lanes.interleaved(first, second)
    return (both.lowHalf, both.highHalf)
  }
}
