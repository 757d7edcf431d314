/// Decoding of the part of a block that a progressive scan has (T.81, G.1.2 and G.2).
struct ProgressiveBlockDecoder {
  /// The scan's band, in coding order.
  let band: ClosedRange<Int>
  /// The bit that the scan goes down to.
  let low: Int
  /// Blocks, this one included, that have no more new coefficients in this band.
  private var endOfBandRun = 0

  /// Starts a scan.
  init(_ scan: ScanHeader) {
    band = scan.band
    low = scan.successiveLow
  }

  /// Forgets the run, at a restart.
  mutating func restart() {
    endOfBandRun = 0
  }

  /// Reads the upper bits of a DC coefficient.
  @inline(__always)
  func decodeFirstDC(
    _ stream: inout EntropyStream, _ table: EntropyLookup, prediction: inout Int32,
    into block: UnsafeMutablePointer<Int16>
  ) {
    stream.reader.refill()
    let size = table.takeSymbol(table.entry(stream.reader), &stream.reader, &stream.fault) & 15
    prediction &+= Int32(truncatingIfNeeded: stream.reader.takeSigned(size))
    block[0] = Int16(truncatingIfNeeded: prediction &<< Int32(truncatingIfNeeded: low))
  }

  /// Reads one more bit of a DC coefficient.
  @inline(__always)
  func refineDC(_ stream: inout EntropyStream, _ block: UnsafeMutablePointer<Int16>) {
    stream.reader.refill()
    block[0] |= Int16(truncatingIfNeeded: stream.reader.take(1) &<< low)
  }

  /// Reads the upper bits of a block's AC coefficients.
  ///
  /// - Parameters:
  ///   - places: for each index up to 255, the coefficient's place; 64 from index 64 on.
  ///   - last: the index of the block's last coefficient that may not be zero; becomes that of the new ones.
  mutating func decodeFirstAC(
    _ stream: inout EntropyStream, _ table: EntropyLookup, _ places: UnsafePointer<UInt8>,
    into block: UnsafeMutablePointer<Int16>, last: inout UInt8
  ) {
    if endOfBandRun > 0 {
      endOfBandRun -= 1
      return
    }
    var reader = stream.reader
    defer { stream.reader = reader }
    var index = band.lowerBound
    while index <= band.upperBound {
      reader.refill()
      let symbol = table.takeSymbol(table.entry(reader), &reader, &stream.fault)
      let (run, size) = (symbol &>> 4, symbol & 15)
      if size > 0 {
        index &+= run
        let value = reader.takeSigned(size) &<< low
        if index > band.upperBound { stream.fault = .coefficientPastEnd }
        // What leads out of the block is kept as the last coefficient, as libjpeg does.
        let kept = min(index, 63)
        block[Int(places[kept])] = Int16(truncatingIfNeeded: value)
        last = max(last, UInt8(truncatingIfNeeded: kept))
        index &+= 1
      } else if run == 15 {
        index &+= 16
      } else {
        endOfBandRun = (1 &<< run) &+ reader.take(run) &- 1
        return
      }
    }
  }

  /// Reads one more bit of a block's AC coefficients, and those that have their first bit here.
  ///
  /// - Parameters: as those of `decodeFirstAC`.
  mutating func refineAC(
    _ stream: inout EntropyStream, _ table: EntropyLookup, _ places: UnsafePointer<UInt8>,
    into block: UnsafeMutablePointer<Int16>, last: inout UInt8
  ) {
    // Copied, for the loop's sake, only if there is something to read.
    if endOfBandRun > 0, Int(last) < band.lowerBound {
      endOfBandRun -= 1
      return
    }
    var reader = stream.reader
    defer { stream.reader = reader }
    let bit = Int16(truncatingIfNeeded: 1 &<< low)
    var index = band.lowerBound
    while endOfBandRun == 0, index <= band.upperBound {
      reader.refill()
      let symbol = table.takeSymbol(table.entry(reader), &reader, &stream.fault)
      var run = symbol &>> 4
      var value: Int16 = 0
      if symbol & 15 != 0 {
        if symbol & 15 != 1 { stream.fault = .invalidCode }
        value = reader.take(1) == 1 ? bit : 0 &- bit
      } else if run < 15 {
        endOfBandRun = (1 &<< run) &+ reader.take(run)
        break
      }
      // `run` counts coefficients that stay zero; the others get their bits on the way.
      while index <= band.upperBound {
        let place = Int(places[index])
        if block[place] != 0 {
          Self.refine(&block[place], bit, &reader)
        } else {
          run &-= 1
          if run < 0 { break }
        }
        index &+= 1
      }
      if value != 0 {
        if index > band.upperBound { stream.fault = .coefficientPastEnd }
        let kept = min(index, 63)
        block[Int(places[kept])] = value
        last = max(last, UInt8(truncatingIfNeeded: kept))
      }
      index &+= 1
    }
    guard endOfBandRun > 0 else { return }
    let end = min(band.upperBound, Int(last))
    while index <= end {
      let place = Int(places[index])
      if block[place] != 0 { Self.refine(&block[place], bit, &reader) }
      index &+= 1
    }
    endOfBandRun -= 1
  }

  @inline(__always)
  private static func refine(_ coefficient: inout Int16, _ bit: Int16, _ reader: inout EntropyBitReader) {
    reader.refill()
    if reader.take(1) == 1, coefficient & bit == 0 {
      coefficient &+= coefficient > 0 ? bit : 0 &- bit
    }
  }
}
