import Foundation

/// Where numbers of four or eight bytes lie in a file: a repeated field, packed or not, without a copy of it.
struct ProtobufFixedNumbers: Equatable, Sendable {
  /// Numbers at equal distances. One a field, they have tags between them.
  private struct Run: Equatable, Sendable {
    var offset: Int
    var count: Int
    var stride: Int
  }

  /// Bytes of a number.
  let width: Int
  /// How many there are.
  private(set) var count = 0
  private var runs: [Run] = []

  /// No numbers yet.
  init(width: Int) { self.width = width }

  /// Appends the numbers in a range, which are as many as fill it.
  mutating func append(_ range: Range<Int>) {
    let added = range.count / width
    guard added > 0 else { return }
    count += added
    if added == 1, let last = runs.indices.last {
      let distance = range.lowerBound - runs[last].offset
      if runs[last].count == 1 {
        runs[last].stride = distance
        runs[last].count = 2
        return
      }
      if distance == runs[last].count * runs[last].stride {
        runs[last].count += 1
        return
      }
    }
    runs.append(Run(offset: range.lowerBound, count: added, stride: width))
  }

  /// The numbers, each as `element` reads its bits.
  ///
  /// - Precondition: `Word` has the width of the numbers, and they were found in these bytes.
  func map<Word: FixedWidthInteger & BitwiseCopyable, Element>(
    in bytes: Data, _: Word.Type, _ element: (Word) -> Element
  ) -> [Element] {
    precondition(MemoryLayout<Word>.size == width, "numbers of \(width) bytes")
    var result: [Element] = []
    result.reserveCapacity(count)
    bytes.withUnsafeBytes { bytes in
      for run in runs {
        for index in 0..<run.count {
          let word = bytes.loadUnaligned(fromByteOffset: run.offset + index * run.stride, as: Word.self)
          result.append(element(Word(littleEndian: word)))
        }
      }
    }
    return result
  }
}
