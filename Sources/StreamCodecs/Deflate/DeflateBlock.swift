/// The literals and matches of one block, gathered and then written in whichever of the three ways is shortest.
struct DeflateBlock {
  /// How many literals and matches a block may have.
  private static let capacity = 1 << 14
  private static let endOfBlock = 256
  private static let longestStoredBlock = 65535

  /// The code that needs no description in the block.
  private static let fixedLiterals = PrefixCode(lengths: DeflateAlphabet.fixedLiteralLengths)
  private static let fixedDistances = PrefixCode(lengths: DeflateAlphabet.fixedDistanceLengths)

  /// A literal as itself; a match as its length · 2¹⁶ + distance, which is more than any literal.
  private var tokens: [UInt32] = []
  private var literalFrequencies = [Int](repeating: 0, count: 286)
  private var distanceFrequencies = [Int](repeating: 0, count: 30)

  /// A block without contents.
  init() {
    tokens.reserveCapacity(Self.capacity)
    literalFrequencies[Self.endOfBlock] = 1
  }

  /// Whether nothing more may be added.
  var isFull: Bool { tokens.count >= Self.capacity }

  /// Adds a byte as itself.
  mutating func add(literal: UInt8) {
    tokens.append(UInt32(literal))
    literalFrequencies[Int(literal)] += 1
  }

  /// Adds a match of at least three bytes.
  mutating func add(_ match: MatchFinder.Match) {
    tokens.append(UInt32(match.length << 16 | match.distance))
    literalFrequencies[DeflateSymbols.lengths[match.length - 3].symbol] += 1
    distanceFrequencies[DeflateSymbols.distanceSymbol(match.distance)] += 1
  }

  /// Writes the block, whose literals and matches stand for `contents`.
  func write(to writer: inout BitWriter, contents: UnsafeBufferPointer<UInt8>, isFinal: Bool) {
    let literals = PrefixCode(frequencies: literalFrequencies, maximumLength: 15)
    let distances = PrefixCode(frequencies: distanceFrequencies, maximumLength: 15)
    let description = CodeDescription(literals: literals.lengths, distances: distances.lengths)
    let fixedSize = size(Self.fixedLiterals, Self.fixedDistances)
    let dynamicSize = description.size + size(literals, distances)
    let final: UInt32 = isFinal ? 1 : 0
    if storedSize(of: contents.count, in: writer) <= min(fixedSize, dynamicSize) {
      writeStored(contents, to: &writer, isFinal: isFinal)
    } else if fixedSize <= dynamicSize {
      writer.append(final | 1 << 1, bits: 3)
      writeTokens(to: &writer, Self.fixedLiterals, Self.fixedDistances)
    } else {
      writer.append(final | 2 << 1, bits: 3)
      description.write(to: &writer)
      writeTokens(to: &writer, literals, distances)
    }
  }

  // MARK: - Sizes in bits, without the three that begin every block

  private func size(_ literals: PrefixCode, _ distances: PrefixCode) -> Int {
    var size = 0
    for symbol in literalFrequencies.indices where literalFrequencies[symbol] > 0 {
      size += literalFrequencies[symbol] * (Int(literals.lengths[symbol]) + Self.extraBits(ofLiteral: symbol))
    }
    for symbol in distanceFrequencies.indices {
      size +=
        distanceFrequencies[symbol]
        * (Int(distances.lengths[symbol]) + DeflateSymbols.distances[symbol].extraBits)
    }
    return size
  }

  private static func extraBits(ofLiteral symbol: Int) -> Int {
    symbol <= endOfBlock ? 0 : Int(DeflateAlphabet.literals[symbol] >> 8 & 0xf)
  }

  private func storedSize(of count: Int, in writer: BitWriter) -> Int {
    // Every further block begins at a byte: three bits and five of padding.
    let furtherBlocks = max(0, count - 1) / Self.longestStoredBlock
    return writer.padding(after: 3) + 32 + 8 * count + furtherBlocks * (8 + 32)
  }

  // MARK: - Writing

  private func writeStored(_ contents: UnsafeBufferPointer<UInt8>, to writer: inout BitWriter, isFinal: Bool) {
    var offset = 0
    repeat {
      let length = min(contents.count - offset, Self.longestStoredBlock)
      let isLast = offset + length == contents.count
      writer.append(isFinal && isLast ? 1 : 0, bits: 3)
      writer.alignToByte()
      writer.append(UInt32(length), bits: 16)
      writer.append(UInt32(~UInt16(length)), bits: 16)
      writer.append(contentsOf: UnsafeBufferPointer(rebasing: contents[offset..<offset + length]))
      offset += length
    } while offset < contents.count
  }

  private func writeTokens(to writer: inout BitWriter, _ literals: PrefixCode, _ distances: PrefixCode) {
    for token in tokens {
      if token < 256 {
        Self.write(Int(token), of: literals, to: &writer)
        continue
      }
      let (length, distance) = (Int(token >> 16), Int(token & 0xffff))
      let lengthEntry = DeflateSymbols.lengths[length - 3]
      Self.write(lengthEntry.symbol, of: literals, to: &writer)
      writer.append(UInt32(length - lengthEntry.base), bits: lengthEntry.extraBits)
      let distanceEntry = DeflateSymbols.distances[DeflateSymbols.distanceSymbol(distance)]
      Self.write(distanceEntry.symbol, of: distances, to: &writer)
      writer.append(UInt32(distance - distanceEntry.base), bits: distanceEntry.extraBits)
    }
    Self.write(Self.endOfBlock, of: literals, to: &writer)
  }

  @inline(__always)
  private static func write(_ symbol: Int, of code: PrefixCode, to writer: inout BitWriter) {
    writer.append(UInt32(code.words[symbol]), bits: Int(code.lengths[symbol]))
  }
}
