import StreamCodecs
import TestSupport
import Testing

/// Streams with one thing wrong each.
enum MalformedStreams {
  struct Stream: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let reason: InflateError.Reason
    let write: @Sendable (inout DeflateWriter) -> Void

    init(
      _ testDescription: String, _ reason: InflateError.Reason,
      _ write: @escaping @Sendable (inout DeflateWriter) -> Void
    ) {
      self.testDescription = testDescription
      self.reason = reason
      self.write = write
    }
  }

  static let all = blocks + codes + symbols

  private static let blocks = [
    Stream("a reserved block type", .reservedBlockType) { $0.blockHeader(final: true, type: 3) },
    Stream("a stored length without its complement", .storedLengthMismatch(length: 5, complement: 0xfff0)) {
      $0.blockHeader(final: true, type: 0)
      $0.alignToByte()
      $0.number(5, bits: 16)
      $0.number(0xfff0, bits: 16)
    },
    Stream("287 literals", .tooManySymbols(literals: 287, distances: 1)) {
      $0.codeLengthHeader(final: true, literalCount: 287, distanceCount: 1, codeLengths: fourBits)
    },
    Stream("31 distances", .tooManySymbols(literals: 257, distances: 31)) {
      $0.codeLengthHeader(final: true, literalCount: 257, distanceCount: 31, codeLengths: fourBits)
    },
  ]

  private static let codes = [
    Stream("an over-subscribed code length code", .overSubscribedCode(.codeLength)) {
      $0.codeLengthHeader(final: true, literalCount: 257, distanceCount: 1, codeLengths: [1, 1, 1] + zeros(16))
    },
    Stream("an incomplete code length code", .incompleteCode(.codeLength)) {
      $0.codeLengthHeader(final: true, literalCount: 257, distanceCount: 1, codeLengths: [1, 2] + zeros(17))
    },
    Stream("a single code length", .incompleteCode(.codeLength)) {
      $0.codeLengthHeader(final: true, literalCount: 257, distanceCount: 1, codeLengths: [1] + zeros(18))
    },
    Stream("no code length", .incompleteCode(.codeLength)) {
      $0.codeLengthHeader(final: true, literalCount: 257, distanceCount: 1, codeLengths: zeros(19))
    },
    Stream("a repetition of nothing", .repeatWithoutPrevious) {
      let codeLengths = [1] + zeros(15) + [1, 0, 0]
      $0.codeLengthHeader(final: true, literalCount: 257, distanceCount: 1, codeLengths: codeLengths)
      $0.symbol(16, lengths: codeLengths)
    },
    Stream("a run past the last distance", .repeatPastEnd) {
      let codeLengths = [1] + zeros(17) + [1]
      $0.codeLengthHeader(final: true, literalCount: 257, distanceCount: 1, codeLengths: codeLengths)
      for _ in 0..<2 {
        $0.symbol(18, lengths: codeLengths)
        $0.number(127, bits: 7)
      }
    },
    Stream("no word for the end of the block", .missingEndOfBlock) {
      $0.dynamicHeader(final: true, literals: [1, 1] + zeros(255), distances: [0])
    },
    Stream("an over-subscribed literal code", .overSubscribedCode(.literal)) {
      $0.dynamicHeader(final: true, literals: [1, 1] + zeros(254) + [1], distances: [0])
    },
    Stream("an incomplete literal code", .incompleteCode(.literal)) {
      $0.dynamicHeader(final: true, literals: [1] + zeros(255) + [2], distances: [0])
    },
    Stream("a single literal of two bits", .incompleteCode(.literal)) {
      $0.dynamicHeader(final: true, literals: zeros(256) + [2], distances: [0])
    },
    Stream("an over-subscribed distance code", .overSubscribedCode(.distance)) {
      $0.dynamicHeader(final: true, literals: zeros(256) + [1], distances: [1, 1, 1])
    },
    Stream("an incomplete distance code", .incompleteCode(.distance)) {
      $0.dynamicHeader(final: true, literals: zeros(256) + [1], distances: [2, 2, 2])
    },
    Stream("a single distance of two bits", .incompleteCode(.distance)) {
      $0.dynamicHeader(final: true, literals: zeros(256) + [1], distances: [2])
    },
  ]

  private static let symbols = [
    Stream("the other bit of a single literal", .invalidLiteral) {
      $0.dynamicHeader(final: true, literals: zeros(256) + [1], distances: [0])
      $0.number(1, bits: 1)
    },
    Stream("the length 286 of the fixed code", .invalidLiteral) {
      $0.blockHeader(final: true, type: 1)
      $0.symbol(286, lengths: DeflateWriter.fixedLiterals)
    },
    Stream("the distance 30 of the fixed code", .invalidDistance) {
      $0.blockHeader(final: true, type: 1)
      $0.symbol(65, lengths: DeflateWriter.fixedLiterals)
      $0.symbol(257, lengths: DeflateWriter.fixedLiterals)
      $0.symbol(30, lengths: DeflateWriter.fixedDistances)
    },
    Stream("the other bit of a single distance", .invalidDistance) {
      let literals = [2] + zeros(255) + [2, 1]
      $0.dynamicHeader(final: true, literals: literals, distances: [1])
      $0.symbol(0, lengths: literals)
      $0.symbol(257, lengths: literals)
      $0.number(1, bits: 1)
    },
    Stream("a match in a block without distances", .invalidDistance) {
      let literals = [2] + zeros(255) + [2, 1]
      $0.dynamicHeader(final: true, literals: literals, distances: [0])
      $0.symbol(0, lengths: literals)
      $0.symbol(257, lengths: literals)
      $0.number(0, bits: 1)
    },
    Stream("a match before the first byte", .distanceTooFar(distance: 3, available: 2)) {
      $0.blockHeader(final: true, type: 1)
      $0.symbol(65, lengths: DeflateWriter.fixedLiterals)
      $0.symbol(66, lengths: DeflateWriter.fixedLiterals)
      $0.symbol(257, lengths: DeflateWriter.fixedLiterals)
      $0.symbol(2, lengths: DeflateWriter.fixedDistances)
    },
  ]

  private static let fourBits = [Int](repeating: 4, count: 16) + zeros(3)

  private static func zeros(_ count: Int) -> [Int] {
    [Int](repeating: 0, count: count)
  }
}
