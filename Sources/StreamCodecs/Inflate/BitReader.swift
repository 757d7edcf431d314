/// A reader of bits, least significant first, from memory that outlives it.
///
/// `bits` holds the next `count` bits of the stream in its low end. What is above them is either zero or a copy of the
/// stream's following bits, so that filling in the same bits again changes nothing.
///
/// A decoder may drop more bits than there are: `count` then is negative, `bits` reads as zeros, and no memory beyond
/// the input is touched. So one check an iteration of a decoding loop is enough.
struct BitReader {
  private let base: UnsafePointer<UInt8>
  private let end: Int
  private var position: Int
  private(set) var bits: UInt64 = 0
  private(set) var count = 0

  /// Starts at the byte `offset` of `input`, which the caller keeps alive; `0 ≤ offset ≤ input.count`.
  init?(_ input: UnsafeBufferPointer<UInt8>, offset: Int) {
    guard let base = input.baseAddress else { return nil }
    precondition(offset >= 0 && offset <= input.count)
    self.base = base
    self.end = input.count
    self.position = offset
  }

  /// The offset of the byte that holds the next bit; the input's end when more was dropped than there is.
  var offset: Int {
    count < 0 ? end : position &- (count &>> 3)
  }

  /// Whether more bits were dropped than the input has.
  var isOverrun: Bool {
    @inline(__always) get { count < 0 }
  }

  /// Makes `count` at least 56, or as large as what is left of the input allows.
  @inline(__always)
  mutating func refill() {
    if end &- position >= 8 {
      // Not overrun: every earlier refill came this way too, and no caller drops more than 56 bits between two of them.
      let word = UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self)
      bits |= UInt64(littleEndian: word) &<< UInt64(truncatingIfNeeded: count)
      position &+= (63 &- count) &>> 3
      count |= 56
    } else {
      refillBytewise()
    }
  }

  @inline(never)
  private mutating func refillBytewise() {
    // An overrun reader has position == end, so the shift is never by a negative count.
    while count <= 56, position < end {
      bits |= UInt64(base[position]) &<< UInt64(truncatingIfNeeded: count)
      position &+= 1
      count &+= 8
    }
  }

  /// Drops the next `length` bits, 0 ≤ `length` < 64, whether they exist or not.
  @inline(__always)
  mutating func drop(_ length: UInt32) {
    bits &>>= UInt64(length)
    count &-= Int(length)
  }

  /// The next `length` bits, 0 ≤ `length` < 32, without dropping them.
  @inline(__always)
  func peek(_ length: UInt32) -> Int {
    Int(truncatingIfNeeded: bits & ((1 &<< UInt64(length)) &- 1))
  }

  /// Reads `length` bits, at most 16.
  mutating func take(_ length: UInt32) throws(InflateError) -> Int {
    refill()
    guard count >= Int(length) else { throw InflateError(reason: .truncated, offset: end) }
    let value = peek(length)
    drop(length)
    return value
  }

  /// Drops the rest of the current byte, then appends the next `length` whole bytes of the input, or as many of them as
  /// there are, to `output`.
  mutating func copyBytes(_ length: Int, to output: inout InflateOutput) throws(InflateError) {
    skipToByte()
    let available = min(length, end &- position)
    guard output.append(UnsafeBufferPointer(start: base + position, count: available)) else {
      throw InflateError(reason: .outputLimit(output.maximum), offset: position)
    }
    position &+= available
    guard available == length else { throw InflateError(reason: .truncated, offset: end) }
  }

  /// Drops the rest of the current byte and gives the bytes read ahead back to the input.
  mutating func skipToByte() {
    position = offset
    bits = 0
    count = 0
  }
}
