/// Compression to deflate streams (RFC 1951): matches found through hash chains and taken lazily, as by zlib at level 6.
///
/// The output is a function of the input alone.
package enum Deflate {
  /// How many earlier positions a search looks at.
  private static let searchSteps = 128
  /// A match this long makes the search for a better one at the next byte four times shorter.
  private static let goodLength = 8
  /// A match this long is taken without looking at the next byte.
  private static let lazyLength = 16

  /// The shortest stream found that inflates to `bytes`.
  package static func compress(_ bytes: Span<UInt8>) -> [UInt8] {
    bytes.withUnsafeBufferPointer { input in
      var writer = BitWriter()
      compress(input, to: &writer)
      writer.alignToByte()
      return writer.bytes
    }
  }

  /// Appends a stream to the writer; its last byte may be begun.
  static func compress(_ input: UnsafeBufferPointer<UInt8>, to writer: inout BitWriter) {
    var block = DeflateBlock()
    var blockStart = 0
    if let base = input.baseAddress {
      let finder = MatchFinder(base, count: input.count)
      var position = 0
      /// Whether the byte before `position` waits for a decision: to be a literal, or the beginning of `previous`.
      var isPending = false
      var previous = MatchFinder.Match()
      while position < input.count {
        let match = bestMatch(at: position, finder, after: previous)
        if previous.length >= 3, match.length <= previous.length {
          block.add(previous)
          let end = position - 1 + previous.length
          for covered in position + 1..<max(end, position + 1) where finder.canMatch(at: covered) {
            _ = finder.insert(covered)
          }
          position = end
          previous = MatchFinder.Match()
          isPending = false
        } else {
          if isPending { block.add(literal: input[position - 1]) }
          isPending = true
          previous = match
          position += 1
        }
        if block.isFull {
          let blockEnd = isPending ? position - 1 : position
          block.write(
            to: &writer, contents: UnsafeBufferPointer(rebasing: input[blockStart..<blockEnd]), isFinal: false)
          block = DeflateBlock()
          blockStart = blockEnd
        }
      }
      // No match waits here: one of three bytes would have been decided at its second.
      if isPending { block.add(literal: input[position - 1]) }
    }
    block.write(to: &writer, contents: UnsafeBufferPointer(rebasing: input[blockStart...]), isFinal: true)
  }

  /// The match to consider at `position`, which is entered, if the byte before it begins `previous`.
  @inline(__always)
  private static func bestMatch(
    at position: Int, _ finder: borrowing MatchFinder, after previous: MatchFinder.Match
  ) -> MatchFinder.Match {
    guard finder.canMatch(at: position) else { return MatchFinder.Match() }
    let candidate = finder.insert(position)
    guard previous.length < lazyLength else { return MatchFinder.Match() }
    return finder.longestMatch(
      at: position, from: candidate, longerThan: max(previous.length, 2),
      steps: previous.length >= goodLength ? searchSteps / 4 : searchSteps)
  }
}
