/// A quantization table and the division by it.
struct CoefficientQuantizer {
  /// The table for luminance at quality 50, row by row: T.81 table K.1.
  static let luminance: [Int] = [
    16, 11, 10, 16, 24, 40, 51, 61,
    12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77,
    24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
  ]

  /// The table for colour differences at quality 50, row by row: T.81 table K.2.
  static let chrominance: [Int] = [
    17, 18, 24, 47, 99, 99, 99, 99,
    18, 21, 26, 66, 99, 99, 99, 99,
    24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
  ]

  /// The 64 steps, 1...255, row by row.
  let steps: [UInt8]
  /// For each row of a block: half steps, reciprocals, and the factors that shift.
  private let factors: [SIMD8<UInt16>]

  /// The table at a quality, by libjpeg's scale: 50 leaves it, 100 makes all steps 1; steps stay in a byte.
  ///
  /// - Precondition: `table` has 64 steps, `quality` is 1...100.
  init(scaling table: [Int], toQuality quality: Int) {
    precondition(table.count == 64, "a table has 64 steps")
    let percent = quality < 50 ? 5000 / quality : 200 - 2 * quality
    self.init(steps: table.map { UInt8(min(max(($0 * percent + 50) / 100, 1), 255)) })
  }

  /// The quantizer with these 64 steps, each at least 1.
  private init(steps: [UInt8]) {
    self.steps = steps
    factors = (0..<8).flatMap { row in
      var (half, reciprocal, shift) = (SIMD8<UInt16>(), SIMD8<UInt16>(), SIMD8<UInt16>())
      for lane in 0..<8 {
        let step = Int(steps[8 * row + lane])
        // The reciprocal has its 16 bits full, 2^(16+s)/step rounded up, but for a step of one, where s = -1.
        let places = step == 1 ? -1 : (step - 1).bitWidth - (step - 1).leadingZeroBitCount - 1
        half[lane] = UInt16(4 * step)
        reciprocal[lane] = UInt16(((1 << (16 + places)) + step - 1) / step)
        shift[lane] = UInt16(1 << (14 - places))
      }
      return [half, reciprocal, shift]
    }
  }

  /// Divides 8 times a block's coefficients by 8 times the steps, to nearest, ties away from zero, writes them in row order,
  /// and tells which are not zero: bit `column * 8 + row`.
  ///
  /// With n = (|x| + 4·step) / 8 < 2¹¹, ⌊n/step⌋ is ⌊⌊4n·r / 2¹⁶⌋ / 2^(s+2)⌋ for r = ⌈2^(16+s)/step⌉: r is too large by less
  /// than 1, and n·step < 2^(16+s) as step ≤ 2^(s+1).
  ///
  /// Unsafe: `output` has room for 64 numbers. |x| is at most 2¹⁴ - 4·255, which no block of bytes exceeds.
  @inline(__always)
  func quantize(_ block: SampleBlock, to output: UnsafeMutablePointer<Int16>) -> UInt64 {
    block.store(to: output)
    let rows = UnsafeMutableRawPointer(output)
    return factors.withUnsafeBufferPointer { factors in
      var nonzero = SIMD8<Int16>()
      var bit = SIMD8<Int16>(repeating: 1)
      // A loop, not eight copies, so that the compiler inlines its body.
      for row in 0..<8 {
        let values = rows.loadUnaligned(fromByteOffset: 16 &* row, as: SampleBlock.Row.self)
        let sign = values &>> 15
        let magnitude = unsafeBitCast((values ^ sign) &- sign, to: SIMD8<UInt16>.self)
        let rounded = ((magnitude &+ factors[3 &* row]) &>> 1) & ~3
        let quotient = Self.highProduct(
          Self.highProduct(rounded, factors[3 &* row &+ 1]), factors[3 &* row &+ 2])
        let result = unsafeBitCast(quotient, to: SampleBlock.Row.self)
        rows.storeBytes(of: (result ^ sign) &- sign, toByteOffset: 16 &* row, as: SampleBlock.Row.self)
        nonzero |= ((0 &- result) &>> 15) & bit
        bit &<<= 1
      }
      return UInt64(littleEndian: unsafeBitCast(SIMD8<UInt8>(truncatingIfNeeded: nonzero), to: UInt64.self))
    }
  }

  /// The upper halves of 32-bit products.
  @inline(__always)
  private static func highProduct(_ first: SIMD8<UInt16>, _ second: SIMD8<UInt16>) -> SIMD8<UInt16> {
    let product = (widened(first) &* widened(second)) &>> 16
    return SIMD8<UInt16>(
      UInt16(truncatingIfNeeded: product[0]), UInt16(truncatingIfNeeded: product[1]),
      UInt16(truncatingIfNeeded: product[2]), UInt16(truncatingIfNeeded: product[3]),
      UInt16(truncatingIfNeeded: product[4]), UInt16(truncatingIfNeeded: product[5]),
      UInt16(truncatingIfNeeded: product[6]), UInt16(truncatingIfNeeded: product[7]))
  }

  /// The same numbers in 32 bits, lane by lane: the initializer for it is a call in larger functions.
  @inline(__always)
  private static func widened(_ value: SIMD8<UInt16>) -> SIMD8<UInt32> {
    SIMD8<UInt32>(
      UInt32(value[0]), UInt32(value[1]), UInt32(value[2]), UInt32(value[3]), UInt32(value[4]), UInt32(value[5]),
      UInt32(value[6]), UInt32(value[7]))
  }
}
