extension PNGFilter {
  /// Turns a row's stored bytes into the original ones, in place.
  ///
  /// - Parameters:
  ///   - row: `count` bytes; up to 7 more behind them are read, and left as they are.
  ///   - above: as many bytes of the row above, as they were originally, or nil for zeros.
  ///   - count: the bytes of the row's pixels, or of as many whole ones as there are.
  ///   - distance: how many bytes lie from one byte to the same one of the next pixel: 1, 2, 3, 4, 6 or 8.
  func reconstruct(
    _ row: UnsafeMutablePointer<UInt8>, above: UnsafePointer<UInt8>?, count: Int, distance: Int
  ) {
    switch (self, above) {
    case (.none, _), (.up, nil):
      break
    case (.up, let above?):
      Self.addRow(above, to: row, count: count)
    case (.sub, _), (.paeth, nil):
      // Without a row above, the prediction of Paeth is always a.
      Self.forPixels(row, row, count: count, distance: distance) { left, _, _ in left }
    case (.average, nil):
      Self.forPixels(row, row, count: count, distance: distance) { left, _, _ in left &>> 1 }
    case (.average, let above?):
      Self.forPixels(row, above, count: count, distance: distance) { left, above, _ in Self.averages(left, above) }
    case (.paeth, let above?):
      Self.forPixels(row, above, count: count, distance: distance) { left, above, aboveLeft in
        Self.paethPredictions(left, above, aboveLeft)
      }
    }
  }

  private static func addRow(_ above: UnsafePointer<UInt8>, to row: UnsafeMutablePointer<UInt8>, count: Int) {
    let (source, target) = (UnsafeRawPointer(above), UnsafeMutableRawPointer(row))
    var index = 0
    while count &- index >= 16 {
      let sum =
        target.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
        &+ source.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
      target.storeBytes(of: sum, toByteOffset: index, as: SIMD16<UInt8>.self)
      index &+= 16
    }
    while index < count {
      row[index] &+= above[index]
      index &+= 1
    }
  }

  /// Adds to each pixel what is predicted from the original bytes of the one before, the one above, and the one above
  /// that before.
  @inline(__always)
  private static func forPixels(
    _ row: UnsafeMutablePointer<UInt8>, _ above: UnsafePointer<UInt8>, count: Int, distance: Int,
    _ predictions: (SIMD16<UInt8>, SIMD16<UInt8>, SIMD16<UInt8>) -> SIMD16<UInt8>
  ) {
    switch distance {
    case 1: forPixels(of: UInt8.self, row, above, count, 1, predictions)
    case 2: forPixels(of: UInt16.self, row, above, count, 2, predictions)
    case 3: forPixels(of: UInt32.self, row, above, count, 3, predictions)
    case 4: forPixels(of: UInt32.self, row, above, count, 4, predictions)
    case 6: forPixels(of: UInt64.self, row, above, count, 6, predictions)
    default: forPixels(of: UInt64.self, row, above, count, 8, predictions)
    }
  }

  /// A pixel at a time in the lowest bytes of a vector, loaded as one word; only its `distance` bytes are stored.
  @inline(__always)
  private static func forPixels<Word: FixedWidthInteger>(
    of word: Word.Type, _ row: UnsafeMutablePointer<UInt8>, _ above: UnsafePointer<UInt8>, _ count: Int,
    _ distance: Int, _ predictions: (SIMD16<UInt8>, SIMD16<UInt8>, SIMD16<UInt8>) -> SIMD16<UInt8>
  ) {
    let (source, target) = (UnsafeRawPointer(above), UnsafeMutableRawPointer(row))
    var left = SIMD16<UInt8>()
    var aboveLeft = SIMD16<UInt8>()
    var index = 0
    while index < count {
      let here = vector(source.loadUnaligned(fromByteOffset: index, as: Word.self))
      left = vector(target.loadUnaligned(fromByteOffset: index, as: Word.self)) &+ predictions(left, here, aboveLeft)
      aboveLeft = here
      store(unsafeBitCast(left, to: SIMD2<UInt64>.self)[0], bytes: distance, to: target + index)
      index &+= distance
    }
  }

  @inline(__always)
  private static func store(_ word: UInt64, bytes: Int, to target: UnsafeMutableRawPointer) {
    switch bytes {
    case 1: target.storeBytes(of: UInt8(truncatingIfNeeded: word), as: UInt8.self)
    case 2: target.storeBytes(of: UInt16(truncatingIfNeeded: word), as: UInt16.self)
    case 3:
      target.storeBytes(of: UInt16(truncatingIfNeeded: word), as: UInt16.self)
      target.storeBytes(of: UInt8(truncatingIfNeeded: word &>> 16), toByteOffset: 2, as: UInt8.self)
    case 4: target.storeBytes(of: UInt32(truncatingIfNeeded: word), as: UInt32.self)
    case 6:
      target.storeBytes(of: UInt32(truncatingIfNeeded: word), as: UInt32.self)
      target.storeBytes(of: UInt16(truncatingIfNeeded: word &>> 32), toByteOffset: 4, as: UInt16.self)
    default: target.storeBytes(of: word, as: UInt64.self)
    }
  }

  @inline(__always)
  private static func vector(_ word: some FixedWidthInteger) -> SIMD16<UInt8> {
    unsafeBitCast(SIMD2(UInt64(truncatingIfNeeded: word), 0), to: SIMD16<UInt8>.self)
  }
}
