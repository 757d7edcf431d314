/// Decoding of a block in which all bits of all coefficients are together (T.81, F.2.2).
enum SequentialBlockDecoder {
  /// Reads a block into `block`, whose coefficients are zero.
  ///
  /// - Parameter prediction: the DC coefficient of the component's block before; becomes that of this one.
  /// - Returns: the index, in coding order, of the last coefficient that may not be zero.
  @inline(__always)
  static func decode(
    _ stream: inout EntropyStream, dc: EntropyLookup, ac: EntropyLookup, prediction: inout Int32,
    into block: CoefficientBlock.Memory
  ) -> Int {
    var reader = stream.reader
    defer { stream.reader = reader }
    reader.refill()
    let entry = dc.entry(reader)
    if entry & EntropyLookup.isSymbol == 0 {
      reader.drop(Int(truncatingIfNeeded: entry & 63))
      prediction &+= entry &>> 16
    } else {
      let symbol = dc.takeSymbol(entry, &reader, &stream.fault)
      prediction &+= Int32(truncatingIfNeeded: reader.takeSigned(symbol & 15))
    }
    block.coefficients[0] = Int16(truncatingIfNeeded: prediction)

    // Advances are at most 128, so `index` stays below 256, and so do the reads from `places`; those give at most 64,
    // for which `coefficients` has room.
    var index = 0
    repeat {
      reader.refill()
      let entry = ac.entry(reader)
      if entry & EntropyLookup.isSymbol == 0 {
        reader.drop(Int(truncatingIfNeeded: entry & 63))
        index &+= Int(truncatingIfNeeded: (entry &>> 8) & 0xff)
        block.coefficients[Int(block.places[index])] = Int16(truncatingIfNeeded: entry &>> 16)
      } else {
        let symbol = ac.takeSymbol(entry, &reader, &stream.fault)
        let size = symbol & 15
        if size == 0, symbol != 0xf0 {
          index &+= EntropyLookup.endOfBlockAdvance
        } else {
          index &+= symbol &>> 4 &+ 1
          block.coefficients[Int(block.places[index])] = Int16(truncatingIfNeeded: reader.takeSigned(size))
        }
      }
    } while index < 63
    if index >= EntropyLookup.endOfBlockAdvance { return index &- EntropyLookup.endOfBlockAdvance }
    if index > 63 { passEnd(of: block, &stream.fault) }
    return 63
  }

  /// Keeps what led out of the block as the last coefficient, as libjpeg does.
  @inline(never)
  private static func passEnd(of block: CoefficientBlock.Memory, _ fault: inout EntropyStream.Fault?) {
    fault = .coefficientPastEnd
    if block.coefficients[64] != 0 { block.coefficients[63] = block.coefficients[64] }
  }
}
