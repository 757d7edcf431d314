/// A dynamic block's description of its two codes: their words' lengths, runs of them shortened, in a code of their own
/// (RFC 1951, 3.2.7).
struct CodeDescription {
  /// A length, or a run of them: the symbol, and its extra bits.
  private struct Item {
    let symbol: Int
    var extra: UInt32 = 0
    var extraBits = 0
  }

  private let literalCount: Int
  private let distanceCount: Int
  private let items: [Item]
  private let code: PrefixCode
  private let codeCount: Int

  /// Describes codes with words of these lengths.
  init(literals: [UInt8], distances: [UInt8]) {
    literalCount = max(257, 1 + (literals.lastIndex { $0 > 0 } ?? 0))
    distanceCount = 1 + (distances.lastIndex { $0 > 0 } ?? 0)
    items = Self.items(of: Array(literals[..<literalCount]) + distances[..<distanceCount])
    var frequencies = [Int](repeating: 0, count: 19)
    for item in items { frequencies[item.symbol] += 1 }
    let code = PrefixCode(frequencies: frequencies, maximumLength: 7)
    self.code = code
    codeCount = max(4, 1 + (DeflateAlphabet.codeLengthOrder.lastIndex { code.lengths[$0] > 0 } ?? 0))
  }

  /// The description's bits.
  var size: Int {
    items.reduce(5 + 5 + 4 + 3 * codeCount) { $0 + Int(code.lengths[$1.symbol]) + $1.extraBits }
  }

  /// Writes the description.
  func write(to writer: inout BitWriter) {
    writer.append(UInt32(literalCount - 257), bits: 5)
    writer.append(UInt32(distanceCount - 1), bits: 5)
    writer.append(UInt32(codeCount - 4), bits: 4)
    for symbol in DeflateAlphabet.codeLengthOrder[..<codeCount] {
      writer.append(UInt32(code.lengths[symbol]), bits: 3)
    }
    for item in items {
      writer.append(UInt32(code.words[item.symbol]), bits: Int(code.lengths[item.symbol]))
      writer.append(item.extra, bits: item.extraBits)
    }
  }

  /// 16 repeats the length before it 3…6 times, 17 is 3…10 zeros, 18 is 11…138 of them.
  private static func items(of lengths: [UInt8]) -> [Item] {
    var items: [Item] = []
    var index = 0
    while index < lengths.count {
      let length = lengths[index]
      var run = lengths[index...].prefix { $0 == length }.count
      index += run
      if length != 0 {
        items.append(Item(symbol: Int(length)))
        run -= 1
      }
      while run >= 3 {
        let part = min(run, length == 0 ? 138 : 6)
        if length != 0 {
          items.append(Item(symbol: 16, extra: UInt32(part - 3), extraBits: 2))
        } else if part <= 10 {
          items.append(Item(symbol: 17, extra: UInt32(part - 3), extraBits: 3))
        } else {
          items.append(Item(symbol: 18, extra: UInt32(part - 11), extraBits: 7))
        }
        run -= part
      }
      items += repeatElement(Item(symbol: Int(length)), count: run)
    }
    return items
  }
}
