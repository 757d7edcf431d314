/// A reader of entropy-coded bits, most significant first, from memory that outlives it.
///
/// `bits` holds the next `count` bits of the stream in its high end. What is below them is zero or a copy of the stream's
/// following bits, so that filling in the same bits again changes nothing. A zero byte after 0xff is dropped (T.81,
/// F.1.2.3).
///
/// At a marker, or at the end of the file, the reader goes on with zero bits and does not move; `isOverrun` then tells
/// whether any of those was taken. So a decoder needs one check a block.
struct EntropyBitReader {
  private let base: UnsafePointer<UInt8>
  private let end: Int
  /// The byte that comes next into `bits`; the marker's 0xff once that is reached.
  private(set) var position: Int
  private(set) var bits: UInt64 = 0
  private var count = 0
  /// How many zero bits were added after the data's end.
  private var padding = 0

  /// Starts at the byte `offset` of `input`, which the caller keeps alive; `0 ≤ offset ≤ input.count`.
  init(_ input: UnsafeBufferPointer<UInt8>, base: UnsafePointer<UInt8>, offset: Int) {
    precondition(offset >= 0 && offset <= input.count)
    self.base = base
    self.end = input.count
    self.position = offset
  }

  /// Whether bits were taken that the data does not have.
  var isOverrun: Bool {
    @inline(__always) get { count < padding }
  }

  /// Makes at least 32 bits ready.
  @inline(__always)
  mutating func refill() {
    if count < 32 { fill() }
  }

  @inline(__always)
  private mutating func fill() {
    if end &- position >= 8 {
      // In bounds by the line above. `position` never passes `end`.
      let word = UInt64(bigEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
      // The classical test for a zero byte, of the complement: no byte is 0xff.
      if (~word &- 0x0101_0101_0101_0101) & word & 0x8080_8080_8080_8080 == 0 {
        bits |= word &>> UInt64(truncatingIfNeeded: count)
        position &+= (63 &- count) &>> 3
        count |= 56
        return
      }
    }
    fillBytewise()
  }

  @inline(never)
  private mutating func fillBytewise() {
    while count <= 56 {
      guard position < end else { return pad() }
      let byte = base[position]
      if byte == 0xff {
        // Any number of 0xff may precede a marker; like libjpeg's, this reader takes them before a zero, too.
        var next = position + 1
        while next < end, base[next] == 0xff { next += 1 }
        guard next < end, base[next] == 0 else {
          position = next - 1
          return pad()
        }
        position = next
      }
      position += 1
      bits |= UInt64(byte) &<< UInt64(truncatingIfNeeded: 56 &- count)
      count += 8
    }
  }

  private mutating func pad() {
    padding &+= 64 &- count
    count = 64
  }

  /// The next `length` bits, 1...32, of those that are ready.
  @inline(__always)
  func peek(_ length: Int) -> Int {
    Int(truncatingIfNeeded: bits &>> UInt64(truncatingIfNeeded: 64 &- length))
  }

  /// Drops `length` bits, 0...32, of those that are ready.
  @inline(__always)
  mutating func drop(_ length: Int) {
    bits &<<= UInt64(truncatingIfNeeded: length)
    count &-= length
  }

  /// Takes `length` bits, 0...16, of those that are ready.
  @inline(__always)
  mutating func take(_ length: Int) -> Int {
    // In two steps, as nothing is shifted by 64.
    let value = Int(truncatingIfNeeded: (bits &>> 1) &>> UInt64(truncatingIfNeeded: 63 &- length))
    drop(length)
    return value
  }

  /// Takes `length` bits, 0...15, of those that are ready, as the number that they stand for: with a leading zero, they
  /// are that many less than 2ⁿ − 1 below zero (T.81, F.2.2.1, EXTEND).
  @inline(__always)
  mutating func takeSigned(_ length: Int) -> Int {
    let isNegative = ~(Int(bitPattern: UInt(bits)) &>> 63)
    let value = take(length)
    return value &+ (isNegative & (1 &- (1 &<< length)))
  }

  /// Forgets the bits that are ready and goes on at a later byte.
  mutating func restart(at offset: Int) {
    precondition(offset >= position && offset <= end)
    position = offset
    bits = 0
    count = 0
    padding = 0
  }
}
