/// A canonical prefix code with words of limited length that makes given symbols' words as short as possible in all.
struct PrefixCode {
  /// The bits of each symbol's word; zero for a symbol without one.
  let lengths: [UInt8]
  /// The words, reversed: deflate writes a word's most significant bit first.
  let words: [UInt16]

  /// The best code for symbols that are used this often.
  ///
  /// At least two symbols get words, used or not: some decoders refuse a code of fewer.
  init(frequencies: [Int], maximumLength: Int) {
    var weights = frequencies
    var missing = 2 - weights.count { $0 > 0 }
    for symbol in weights.indices where missing > 0 && weights[symbol] == 0 {
      weights[symbol] = 1
      missing -= 1
    }
    self.init(lengths: Self.lengths(weights: weights, maximumLength: maximumLength))
  }

  /// The code with words of these lengths, in the order of lengths and then symbols (RFC 1951, 3.2.2).
  init(lengths: [UInt8]) {
    self.lengths = lengths
    var counts = [Int](repeating: 0, count: 16)
    for length in lengths where length > 0 { counts[Int(length)] += 1 }
    var next = [Int](repeating: 0, count: 16)
    for length in 1..<15 { next[length + 1] = (next[length] + counts[length]) << 1 }
    words = lengths.map { length in
      guard length > 0 else { return 0 }
      defer { next[Int(length)] += 1 }
      var reversed = 0
      for place in 0..<Int(length) { reversed = reversed << 1 | next[Int(length)] >> place & 1 }
      return UInt16(reversed)
    }
  }

  /// The lengths of the best code, by package-merge (Larmore and Hirschberg 1990).
  ///
  /// For each length but the longest, the cheapest pairs of what is one bit longer become packages; of the lightest
  /// 2·n − 2 items and packages of one bit, each symbol is as many bits long as it is in.
  private static func lengths(weights: [Int], maximumLength: Int) -> [UInt8] {
    let symbols = weights.indices.filter { weights[$0] > 0 }.sorted { (weights[$0], $0) < (weights[$1], $1) }
    var packages: [Int] = []
    var isSymbol: [[Bool]] = []
    for _ in 0..<maximumLength {
      var merged: [Int] = []
      var flags: [Bool] = []
      var (symbol, package) = (0, 0)
      while symbol < symbols.count || package < packages.count {
        let isLighter =
          symbol < symbols.count && (package == packages.count || weights[symbols[symbol]] <= packages[package])
        merged.append(isLighter ? weights[symbols[symbol]] : packages[package])
        flags.append(isLighter)
        if isLighter { symbol += 1 } else { package += 1 }
      }
      isSymbol.append(flags)
      packages = stride(from: 1, to: merged.count, by: 2).map { merged[$0 - 1] + merged[$0] }
    }

    var lengths = [UInt8](repeating: 0, count: weights.count)
    var taken = 2 * symbols.count - 2
    for flags in isSymbol.reversed() {
      let count = flags[..<taken].count { $0 }
      for symbol in symbols[..<count] { lengths[symbol] += 1 }
      taken = 2 * (taken - count)
    }
    return lengths
  }
}
