/// The inner loop of inflating: one compressed block, from its first symbol to its end-of-block symbol.
///
/// Memory is only touched inside three ranges, and each has its check:
///
/// - the input, by `BitReader`, which never passes its end;
/// - the tables, by indices that `HuffmanTable` guarantees;
/// - the output, which at the top of each iteration is at most at its capacity, grows by at most `InflateOutput.slack`
///   bytes in one, and is read no further back than `start`.
struct InflateLoop {
  /// Where the loop is in the input.
  private(set) var reader: BitReader
  /// The first byte of the output that a match may reach.
  let start: Int
  /// The bits that index the first level of the literal table.
  let literalBits: UInt32
  /// The bits that index the first level of the distance table.
  let distanceBits: UInt32

  /// A loop that has not begun.
  init(reader: BitReader, start: Int, literalBits: UInt32, distanceBits: UInt32) {
    self.reader = reader
    self.start = start
    self.literalBits = literalBits
    self.distanceBits = distanceBits
  }

  /// Appends the block's bytes to `output` and returns what is wrong with the block, or nil.
  ///
  /// At the end `output` may be past its maximum by less than the slack. If the input ends in the block, `output` has
  /// what the input's bits stand for, but for the last few bytes.
  mutating func run(
    literals: UnsafeBufferPointer<UInt32>, distances: UnsafeBufferPointer<UInt32>, output: inout InflateOutput
  ) -> InflateError.Reason? {
    // Local copies stay in registers.
    var input = reader
    var position = output.count
    var base = output.base
    var capacity = output.capacity
    let start = start
    let literalBits = literalBits
    let distanceBits = distanceBits
    var iterationStart = position
    defer {
      reader = input
      // An iteration that used bits which do not exist is taken back.
      output.count = input.isOverrun ? iterationStart : position
    }

    while true {
      if input.isOverrun { return .truncated }
      iterationStart = position
      if position > capacity {
        guard position <= output.maximum else { return .outputLimit(output.maximum) }
        output.count = position
        output.grow(to: position)
        base = output.base
        capacity = output.capacity
      }
      input.refill()

      // Three literals of the first level are at most 33 of the 56 bits.
      var entry = literals[input.peek(literalBits)]
      if entry & HuffmanTable.literalFlag != 0 {
        Self.store(entry, to: base, at: &position, &input)
        entry = literals[input.peek(literalBits)]
        if entry & HuffmanTable.literalFlag != 0 {
          Self.store(entry, to: base, at: &position, &input)
          entry = literals[input.peek(literalBits)]
          if entry & HuffmanTable.literalFlag != 0 {
            Self.store(entry, to: base, at: &position, &input)
            continue
          }
        }
      }

      // The rest of the longest word and its extra bits are 20 more: 22 + 20 of 56.
      if entry & HuffmanTable.exceptionFlags != 0 {
        if entry & HuffmanTable.linkFlag != 0 { entry = Self.follow(entry, in: literals, &input) }
        if entry & HuffmanTable.literalFlag != 0 {
          Self.store(entry, to: base, at: &position, &input)
          continue
        }
        if entry & (HuffmanTable.invalidFlag | HuffmanTable.endOfBlockFlag) != 0 {
          input.drop(entry & 0xff)
          if input.isOverrun { return .truncated }
          return entry & HuffmanTable.invalidFlag != 0 ? .invalidLiteral : nil
        }
      }
      let length = Self.value(of: entry, &input)

      input.refill()
      entry = distances[input.peek(distanceBits)]
      if entry & HuffmanTable.exceptionFlags != 0 {
        if entry & HuffmanTable.linkFlag != 0 { entry = Self.follow(entry, in: distances, &input) }
        if entry & HuffmanTable.invalidFlag != 0 {
          input.drop(entry & 0xff)
          return input.isOverrun ? .truncated : .invalidDistance
        }
      }
      let distance = Self.value(of: entry, &input)
      guard distance <= position &- start else {
        return .distanceTooFar(distance: distance, available: position &- start)
      }
      Self.copyMatch(to: base + position, distance: distance, length: length)
      position &+= length
    }
  }

  @inline(__always)
  private static func store(
    _ entry: UInt32, to base: UnsafeMutablePointer<UInt8>, at position: inout Int, _ input: inout BitReader
  ) {
    base[position] = UInt8(truncatingIfNeeded: entry &>> 16)
    position &+= 1
    input.drop(entry & 0xff)
  }

  /// The subtable's entry that a link leads to.
  @inline(__always)
  private static func follow(
    _ link: UInt32, in table: UnsafeBufferPointer<UInt32>, _ input: inout BitReader
  ) -> UInt32 {
    input.drop(link & 0xff)
    return table[Int((link &>> 16) & 0x7fff) &+ input.peek((link &>> 8) & 0xf)]
  }

  /// Drops the entry's word and its extra bits and returns its base plus those bits.
  @inline(__always)
  private static func value(of entry: UInt32, _ input: inout BitReader) -> Int {
    input.drop(entry & 0xff)
    let extraBits = (entry &>> 8) & 0xf
    let value = Int((entry &>> 16) & 0x7fff) &+ input.peek(extraBits)
    input.drop(extraBits)
    return value
  }

  /// Copies `length` bytes from `distance` bytes back; writes up to 7 more into the slack.
  @inline(__always)
  private static func copyMatch(to destination: UnsafeMutablePointer<UInt8>, distance: Int, length: Int) {
    let target = UnsafeMutableRawPointer(destination)
    var offset = 0
    if distance >= 8 {
      let source = UnsafeRawPointer(destination - distance)
      repeat {
        let word = source.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        target.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
        offset &+= 8
      } while offset < length
    } else if distance == 1 {
      let word = UInt64(destination[-1]) &* 0x0101_0101_0101_0101
      repeat {
        target.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
        offset &+= 8
      } while offset < length
    } else {
      repeat {
        destination[offset] = destination[offset &- distance]
        offset &+= 1
      } while offset < length
    }
  }
}
