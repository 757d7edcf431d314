/// Upsampling of single rows, with the rounding of libjpeg's `jdsample`.
///
/// Inputs may be read, and outputs written, up to 32 bytes past their ends.
enum RowUpsampling {
  /// Twice as many samples: (3·nearer + farther + 1 or 2) / 4.
  ///
  /// - Parameter count: the input's samples, more than 2.
  static func horizontalTriangle(
    _ input: UnsafePointer<UInt8>, count: Int, to output: UnsafeMutablePointer<UInt8>
  ) {
    var index = 1
    while index < count &- 1 {
      let centre = Lanes.load(input, index) &* 3
      let even = (centre &+ Lanes.load(input, index &- 1) &+ 1) &>> 2
      let odd = (centre &+ Lanes.load(input, index &+ 1) &+ 2) &>> 2
      put(even, odd, output, index)
      index &+= 8
    }
    let (first, second) = (Int(input[0]), Int(input[1]))
    output[0] = input[0]
    output[1] = UInt8(truncatingIfNeeded: (3 &* first &+ second &+ 2) &>> 2)
    let (last, before) = (Int(input[count &- 1]), Int(input[count &- 2]))
    output[2 &* count &- 2] = UInt8(truncatingIfNeeded: (3 &* last &+ before &+ 1) &>> 2)
    output[2 &* count &- 1] = input[count &- 1]
  }

  /// A row between two: (3·nearer + farther + bias) / 4.
  ///
  /// - Parameter bias: 1 if the farther row is above, else 2.
  static func verticalTriangle(
    _ nearer: UnsafePointer<UInt8>, _ farther: UnsafePointer<UInt8>, bias: Int16, count: Int,
    to output: UnsafeMutablePointer<UInt8>
  ) {
    var index = 0
    while index < count {
      let value = (columnSum(nearer, farther, index) &+ bias) &>> 2
      UnsafeMutableRawPointer(output + index).storeBytes(
        of: Lanes.samples(value), as: SIMD8<UInt8>.self)
      index &+= 8
    }
  }

  /// A row between two, and twice as many samples: (9·nearest + 3·(two neighbours) + farthest + 8 or 7) / 16.
  ///
  /// - Parameter count: the inputs' samples, more than 2.
  static func triangle(
    _ nearer: UnsafePointer<UInt8>, _ farther: UnsafePointer<UInt8>, count: Int, to output: UnsafeMutablePointer<UInt8>
  ) {
    var index = 1
    while index < count &- 1 {
      let centre = columnSum(nearer, farther, index) &* 3
      let even = (centre &+ columnSum(nearer, farther, index &- 1) &+ 8) &>> 4
      let odd = (centre &+ columnSum(nearer, farther, index &+ 1) &+ 7) &>> 4
      put(even, odd, output, index)
      index &+= 8
    }
    func sum(_ index: Int) -> Int { 3 &* Int(nearer[index]) &+ Int(farther[index]) }
    output[0] = UInt8(truncatingIfNeeded: (4 &* sum(0) &+ 8) &>> 4)
    output[1] = UInt8(truncatingIfNeeded: (3 &* sum(0) &+ sum(1) &+ 7) &>> 4)
    let last = count &- 1
    output[2 &* last] = UInt8(truncatingIfNeeded: (3 &* sum(last) &+ sum(last &- 1) &+ 8) &>> 4)
    output[2 &* last &+ 1] = UInt8(truncatingIfNeeded: (4 &* sum(last) &+ 7) &>> 4)
  }

  /// Each of `count` pixels gets the sample it lies in, `samples` of them to `pixels`.
  static func replication(
    _ input: UnsafePointer<UInt8>, samples: Int, pixels: Int, count: Int, to output: UnsafeMutablePointer<UInt8>
  ) {
    var index = 0
    // Which part of a sample the pixel begins at.
    var part = 0
    for pixel in 0..<count {
      output[pixel] = input[index]
      part &+= samples
      while part >= pixels {
        part &-= pixels
        index &+= 1
      }
    }
  }

  @inline(__always)
  private static func columnSum(
    _ nearer: UnsafePointer<UInt8>, _ farther: UnsafePointer<UInt8>, _ index: Int
  ) -> SIMD8<Int16> {
    Lanes.load(nearer, index) &* 3 &+ Lanes.load(farther, index)
  }

  /// Writes eight samples for each of two columns, alternating.
  @inline(__always)
  private static func put(
    _ even: SIMD8<Int16>, _ odd: SIMD8<Int16>, _ output: UnsafeMutablePointer<UInt8>, _ index: Int
  ) {
    var pairs = SIMD16<UInt8>()
    pairs.evenHalf = Lanes.samples(even)
    pairs.oddHalf = Lanes.samples(odd)
    UnsafeMutableRawPointer(output + 2 &* index).storeBytes(of: pairs, as: SIMD16<UInt8>.self)
  }
}
