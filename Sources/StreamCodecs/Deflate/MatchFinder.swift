/// Earlier occurrences of three bytes, as zlib keeps them: a table from their hash to the latest one, and from each
/// position of the window to the one before it with the same hash.
///
/// Positions are stored modulo 2³². No entry is trusted, be it stale or never written: a candidate counts only if it is
/// inside the input and the window and its bytes are the same, and each step along a chain must go further back.
struct MatchFinder: ~Copyable {
  /// An earlier occurrence of the next bytes.
  struct Match {
    /// How many bytes are the same, 3…258; less if there is none.
    var length = 0
    /// How far back they begin.
    var distance = 0
  }

  /// The longest distance.
  static let windowSize = 1 << 15
  /// The longest match.
  static let maximumLength = 258

  private static let hashBits: UInt32 = 15
  /// A match this long is not followed by a search for a longer one.
  private static let sufficientLength = 128
  /// Beyond this distance, three literals are mostly shorter than a match of three.
  private static let maximumDistanceOfShortest = 4096

  private let input: UnsafePointer<UInt8>
  private let count: Int
  private let latest: UnsafeMutablePointer<UInt32>
  private let earlier: UnsafeMutablePointer<UInt32>

  /// A finder for `count` bytes that outlive it.
  init(_ input: UnsafePointer<UInt8>, count: Int) {
    self.input = input
    self.count = count
    latest = .allocate(capacity: 1 << Int(Self.hashBits))
    latest.initialize(repeating: 0, count: 1 << Int(Self.hashBits))
    earlier = .allocate(capacity: Self.windowSize)
    earlier.initialize(repeating: 0, count: Self.windowSize)
  }

  deinit {
    latest.deallocate()
    earlier.deallocate()
  }

  /// Whether three bytes begin at `position`.
  @inline(__always)
  func canMatch(at position: Int) -> Bool {
    count &- position >= 3
  }

  /// Enters `position`, where three bytes begin; positions come in order.
  ///
  /// - Returns: the latest position before it with the same hash, modulo 2³².
  @inline(__always)
  func insert(_ position: Int) -> UInt32 {
    let bytes = UInt32(input[position]) | UInt32(input[position &+ 1]) &<< 8 | UInt32(input[position &+ 2]) &<< 16
    // The product's upper bits: inside the table.
    let hash = Int((bytes &* 0x9e37_79b1) &>> (32 &- Self.hashBits))
    let candidate = latest[hash]
    latest[hash] = UInt32(truncatingIfNeeded: position)
    earlier[position & (Self.windowSize &- 1)] = candidate
    return candidate
  }

  /// The longest match for `position` that is longer than `length`; the nearest one of those.
  ///
  /// - Parameters:
  ///   - position: where at least three bytes begin, and `insert` was called last.
  ///   - first: what `insert` returned.
  ///   - length: the length to beat, at least 2.
  ///   - steps: how many earlier positions to look at.
  func longestMatch(at position: Int, from first: UInt32, longerThan length: Int, steps: Int) -> Match {
    let limit = min(Self.maximumLength, count &- position)
    guard length < limit else { return Match() }
    let reach = min(position, Self.windowSize)
    let here = input + position
    var best = Match(length: length)
    var candidate = first
    var lastDistance = 0
    for _ in 0..<steps {
      let distance = Int(UInt32(truncatingIfNeeded: position) &- candidate)
      guard distance > lastDistance, distance <= reach else { break }
      lastDistance = distance
      // best.length < limit, so both bytes are inside the input.
      let there = here - distance
      if there[best.length] == here[best.length], there[best.length &- 1] == here[best.length &- 1] {
        let common = Self.commonLength(there, here, limit: limit)
        if common > best.length, common > 3 || distance <= Self.maximumDistanceOfShortest {
          best = Match(length: common, distance: distance)
          if common == limit || common >= Self.sufficientLength { break }
        }
      }
      candidate = earlier[Int(candidate) & (Self.windowSize &- 1)]
    }
    return best.distance > 0 ? best : Match()
  }

  /// How many bytes are the same, at most `limit`, which both sides have.
  @inline(__always)
  private static func commonLength(_ first: UnsafePointer<UInt8>, _ second: UnsafePointer<UInt8>, limit: Int) -> Int {
    let (first, second) = (UnsafeRawPointer(first), UnsafeRawPointer(second))
    var length = 0
    while limit &- length >= 8 {
      let difference =
        first.loadUnaligned(fromByteOffset: length, as: UInt64.self)
        ^ second.loadUnaligned(fromByteOffset: length, as: UInt64.self)
      guard difference == 0 else { return length &+ UInt64(littleEndian: difference).trailingZeroBitCount &>> 3 }
      length &+= 8
    }
    while length < limit,
      first.load(fromByteOffset: length, as: UInt8.self) == second.load(fromByteOffset: length, as: UInt8.self)
    {
      length &+= 1
    }
    return length
  }
}
