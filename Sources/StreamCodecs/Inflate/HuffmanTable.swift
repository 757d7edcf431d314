/// A decoding table of a canonical prefix code: a first level indexed by the next `rootBits` bits, and subtables for
/// longer words.
///
/// An entry, 32 bits:
///
///     0…7    bits to drop (in a first-level link to a subtable: rootBits)
///     8…11   extra bits that follow (in a link: the bits that index the subtable)
///     12     no such word        13  link to a subtable       14  end of block
///     16…30  literal, base of the length or distance, or index of the subtable
///     31     literal
///
/// Every index that the entries can produce is inside the table: a first-level index has `rootBits` bits, and a link
/// carries the size of the subtable that it points to.
struct HuffmanTable {
  /// Whether the lengths describe a code, and which.
  enum Completeness {
    /// Every bit pattern is a word.
    case complete
    /// One word of one bit; the other bit means nothing.
    case single
    /// No word at all.
    case empty
    /// Patterns without meaning: the table must not be used.
    case incomplete
    /// More words than patterns: the table must not be used.
    case overSubscribed
  }

  static let invalidFlag: UInt32 = 1 << 12
  static let linkFlag: UInt32 = 1 << 13
  static let endOfBlockFlag: UInt32 = 1 << 14
  static let literalFlag: UInt32 = 1 << 31
  /// Any of the flags that need more than adding extra bits to a base.
  static let exceptionFlags = invalidFlag | linkFlag | endOfBlockFlag

  private static let longestWord = 15
  /// Pretends to a length of one bit, so that at the input's end "cut short" is found before "no such word".
  private static let invalidEntry = invalidFlag | 1

  /// The first level, then the subtables.
  private(set) var entries: [UInt32] = [invalidEntry, invalidEntry]
  /// The bits that index the first level.
  private(set) var rootBits: UInt32 = 1

  /// Rebuilds the table for the code whose symbol `s` has a word of `lengths[s]` bits (0 for none, at most 15).
  ///
  /// - Parameters:
  ///   - lengths: one length a symbol of the alphabet, or of its beginning.
  ///   - alphabet: the entry of each symbol without its bits to drop; at least as many as `lengths`.
  ///   - maximumRootBits: the most bits that index the first level.
  /// - Returns: what the lengths describe. The table is good for decoding only if that is complete, single or empty.
  mutating func build(lengths: ArraySlice<UInt8>, alphabet: [UInt32], maximumRootBits: Int) -> Completeness {
    var remaining = [Int](repeating: 0, count: Self.longestWord + 1)
    for length in lengths { remaining[Int(length)] += 1 }
    remaining[0] = 0

    guard let longest = remaining.lastIndex(where: { $0 > 0 }) else {
      rootBits = 1
      entries = [Self.invalidEntry, Self.invalidEntry]
      return .empty
    }
    var unused = 1
    for length in 1...Self.longestWord {
      unused = 2 * unused - remaining[length]
      if unused < 0 { return .overSubscribed }
    }
    if unused > 0 && longest > 1 { return .incomplete }

    let root = min(maximumRootBits, longest)
    rootBits = UInt32(root)
    entries.removeAll(keepingCapacity: true)
    entries.append(contentsOf: repeatElement(Self.invalidEntry, count: 1 << root))
    fill(
      symbols: Self.sortedByLength(lengths, counts: remaining), lengths: lengths, alphabet: alphabet,
      remaining: &remaining, longest: longest)
    return unused > 0 ? .single : .complete
  }

  /// The symbols that have a word, shorter words first, in the alphabet's order among equals: the order of the words
  /// themselves.
  private static func sortedByLength(_ lengths: ArraySlice<UInt8>, counts: [Int]) -> [Int] {
    var next = [Int](repeating: 0, count: counts.count + 1)
    for length in 1..<counts.count { next[length + 1] = next[length] + counts[length] }
    var sorted = [Int](repeating: 0, count: counts.reduce(0, +))
    for (symbol, length) in lengths.enumerated() where length > 0 {
      sorted[next[Int(length)]] = symbol
      next[Int(length)] += 1
    }
    return sorted
  }

  /// Enters each symbol's word; `remaining` counts the words not yet entered, by length.
  private mutating func fill(
    symbols: [Int], lengths: ArraySlice<UInt8>, alphabet: [UInt32], remaining: inout [Int], longest: Int
  ) {
    let root = Int(rootBits)
    let rootMask = (1 << root) - 1
    // The word with its bits reversed, since the stream has a word's first bit in the lowest place.
    var word = 0
    var linkedFrom = -1
    var subtable = 0
    for symbol in symbols {
      let length = Int(lengths[lengths.startIndex + symbol])
      if length <= root {
        let entry = alphabet[symbol] | UInt32(length)
        for index in stride(from: word, through: rootMask, by: 1 << length) { entries[index] = entry }
      } else {
        if word & rootMask != linkedFrom {
          linkedFrom = word & rootMask
          subtable = entries.count
          let bits = subtableBits(length: length, remaining: remaining, longest: longest)
          entries.append(contentsOf: repeatElement(Self.invalidEntry, count: 1 << bits))
          entries[linkedFrom] = Self.linkFlag | UInt32(subtable) << 16 | UInt32(bits) << 8 | rootBits
        }
        let entry = alphabet[symbol] | UInt32(length - root)
        for index in stride(from: subtable + word >> root, to: entries.count, by: 1 << (length - root)) {
          entries[index] = entry
        }
      }
      remaining[length] -= 1
      word = Self.successor(of: word, length: length)
    }
  }

  /// The bits that index a subtable whose first and shortest word has `length` bits: enough for all that share its
  /// beginning.
  private func subtableBits(length: Int, remaining: [Int], longest: Int) -> Int {
    var end = length
    var unused = 1 << (length - Int(rootBits))
    while end < longest {
      unused -= remaining[end]
      if unused <= 0 { break }
      end += 1
      unused *= 2
    }
    return end - Int(rootBits)
  }

  /// The next word of `length` bits: adds one at the reversed word's far end.
  private static func successor(of word: Int, length: Int) -> Int {
    var bit = 1 << (length - 1)
    while word & bit != 0 { bit >>= 1 }
    return bit == 0 ? 0 : (word & (bit - 1)) + bit
  }
}
