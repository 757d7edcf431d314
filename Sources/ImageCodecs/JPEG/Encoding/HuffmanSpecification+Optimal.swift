extension HuffmanSpecification {
  /// The code with the shortest output for these frequencies of 256 symbols, of at most 16 bits and without the code of ones
  /// only: T.81 K.2, with ties as libjpeg breaks them (the greater symbol is merged first).
  init(frequencies: [Int]) {
    let lengths = Self.lengths(frequencies)
    var counts = [Int](repeating: 0, count: max(lengths.max() ?? 0, 16) + 1)
    for length in lengths where length > 0 { counts[length] += 1 }
    Self.limit(&counts)
    // The reserved symbol has one of the longest codes, which is given up.
    if let longest = counts.lastIndex(where: { $0 > 0 }) { counts[longest] -= 1 }
    self.counts = counts[1...16].map { UInt8($0) }
    symbols = (0..<256).filter { lengths[$0] > 0 }.sorted { (lengths[$0], $0) < (lengths[$1], $1) }.map { UInt8($0) }
  }

  /// Code lengths of Huffman's algorithm for the symbols and one reserved symbol after them; 0 for what does not occur
  /// (T.81 figure K.1).
  private static func lengths(_ frequencies: [Int]) -> [Int] {
    var weights = frequencies + [1]
    var lengths = [Int](repeating: 0, count: weights.count)
    // Symbols of each subtree, at the place of the symbol that stands for it.
    var members = weights.indices.map { [$0] }
    func rarest(but other: Int?) -> Int? {
      var best: Int?
      for index in weights.indices where weights[index] > 0 && index != other {
        if best.map({ weights[index] <= weights[$0] }) ?? true { best = index }
      }
      return best
    }
    while let first = rarest(but: nil), let second = rarest(but: first) {
      weights[first] += weights[second]
      weights[second] = 0
      members[first] += members[second]
      members[second] = []
      for symbol in members[first] { lengths[symbol] += 1 }
    }
    return lengths
  }

  /// Shortens codes of more than 16 bits (T.81 figure K.3): of two longest, one takes their prefix, and the other and a
  /// shorter code share that one's place, one bit longer.
  private static func limit(_ counts: inout [Int]) {
    for length in stride(from: counts.count - 1, to: 16, by: -1) {
      while counts[length] > 0, let shorter = counts[..<(length - 1)].lastIndex(where: { $0 > 0 }) {
        counts[length] -= 2
        counts[length - 1] += 1
        counts[shorter + 1] += 2
        counts[shorter] -= 1
      }
    }
  }
}
