/// A deflate stream (RFC 1951) that cannot be decoded: what is wrong with it, and at which byte.
public struct InflateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One of the three prefix codes that a dynamic block defines.
  public enum Code: String, Equatable, Sendable {
    /// The code in which the lengths of the other two are written.
    case codeLength = "code length"
    /// The code of literals, lengths and the end of the block.
    case literal = "literal/length"
    /// The code of distances.
    case distance = "distance"
  }

  /// What is wrong with the stream.
  public enum Reason: Equatable, Sendable {
    /// The input ends before the final block does.
    case truncated
    /// A block has the type 3, which the format reserves.
    case reservedBlockType
    /// A stored block's length and its complement contradict each other.
    case storedLengthMismatch(length: UInt16, complement: UInt16)
    /// A dynamic block announces more than 286 literals and lengths or more than 30 distances.
    case tooManySymbols(literals: Int, distances: Int)
    /// A code has more words of some length than fit.
    case overSubscribedCode(Code)
    /// A code leaves bit patterns without meaning.
    case incompleteCode(Code)
    /// The first code length is "as the one before".
    case repeatWithoutPrevious
    /// A run of code lengths goes past the announced number of symbols.
    case repeatPastEnd
    /// A dynamic block has no word for its own end.
    case missingEndOfBlock
    /// The bits are not a word of the literal/length code.
    case invalidLiteral
    /// The bits are not a word of the distance code.
    case invalidDistance
    /// A match starts before the first byte of the output.
    case distanceTooFar(distance: Int, available: Int)
    /// The output is larger than the caller allowed.
    case outputLimit(Int)
  }

  /// What is wrong.
  public let reason: Reason
  /// Where: a byte offset in the input as the caller passed it.
  public let offset: Int

  /// An error for this reason at this byte.
  package init(reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// What is wrong, where, and what to do, in one line.
  public var description: String {
    "byte \(offset) of the compressed data: \(explanation)"
  }

  private var explanation: String {
    let damaged = "the data is damaged; fetch or produce it again"
    switch reason {
    case .truncated:
      return "the data ends in the middle of a block; it is cut short: fetch or produce it again"
    case .reservedBlockType:
      return "a block has the reserved type 3 (expected 0, 1 or 2): \(damaged)"
    case .storedLengthMismatch(let length, let complement):
      return "a stored block's length is \(length) and its complement \(complement) (expected \(~length)): \(damaged)"
    case .tooManySymbols(let literals, let distances):
      return "a block announces \(literals) literals and \(distances) distances (at most 286 and 30): \(damaged)"
    case .overSubscribedCode(let code):
      return "a block's \(code.rawValue) code is over-subscribed: \(damaged)"
    case .incompleteCode(let code):
      return "a block's \(code.rawValue) code is incomplete: \(damaged)"
    case .repeatWithoutPrevious:
      return "a block's first code length repeats one that does not exist: \(damaged)"
    case .repeatPastEnd:
      return "a run of code lengths goes past the announced number of symbols: \(damaged)"
    case .missingEndOfBlock:
      return "a block's literal/length code has no word for the end of the block: \(damaged)"
    case .invalidLiteral:
      return "the bits are not in the block's literal/length code: \(damaged)"
    case .invalidDistance:
      return "the bits are not in the block's distance code: \(damaged)"
    case .distanceTooFar(let distance, let available):
      return "a match reaches \(distance) bytes back where only \(available) were written: \(damaged)"
    case .outputLimit(let limit):
      return "the decompressed data is larger than the limit of \(limit) bytes; raise the limit if that is expected"
    }
  }
}
