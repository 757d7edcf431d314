/// The entropy-coded data of one scan: bits, restart markers, and what to do when something is wrong.
///
/// By default everything wrong is an error. A tolerant stream goes on as libjpeg does: bits that are missing are zero, a
/// code that is none stands for 0, and after a wrong restart marker decoding goes on where the marker's number says
/// (libjpeg's `jpeg_resync_to_restart`; it decodes one unit of zeros where this leaves out the whole interval).
/// The rest of the restart interval in which data ran out keeps what it had.
///
/// The caller keeps the file's memory alive.
struct EntropyStream {
  /// What a block's data has wrong.
  enum Fault {
    /// Bits that are no code of the table.
    case invalidCode
    /// A run of zeros that leads out of the block.
    case coefficientPastEnd
  }

  /// The bits.
  var reader: EntropyBitReader
  /// What was wrong with a block, until it is dealt with.
  var fault: Fault?
  /// Whether the data of this restart interval has run out: nothing more is to be decoded until the next one.
  private(set) var isExhausted = false
  /// Whether something was missing or wrong, and passed over.
  private(set) var isDamaged = false

  private let input: UnsafeBufferPointer<UInt8>
  private let isTolerant: Bool
  private let restartInterval: Int
  private var unitsUntilRestart: Int
  private var nextRestart = 0

  /// Starts at the byte `offset` of the file; a `restartInterval` of 0 units means that there are no restarts.
  init(
    _ input: UnsafeBufferPointer<UInt8>, base: UnsafePointer<UInt8>, offset: Int, restartInterval: Int, isTolerant: Bool
  ) {
    self.input = input
    self.reader = EntropyBitReader(input, base: base, offset: offset)
    self.isTolerant = isTolerant
    self.restartInterval = restartInterval
    self.unitsUntilRestart = restartInterval > 0 ? restartInterval : .max
  }

  /// Whether nothing can come any more for the rest of the scan.
  var hasEnded: Bool {
    isExhausted && (restartInterval == 0 || !isRestartPossible)
  }

  /// Prepares for the next unit (MCU, or block of a scan of one component).
  ///
  /// - Returns: whether a restart came, and predictions are to be reset.
  @inline(__always)
  mutating func beginUnit() throws(ImageError) -> Bool {
    guard unitsUntilRestart == 0 else {
      unitsUntilRestart &-= 1
      return false
    }
    try restart()
    unitsUntilRestart = restartInterval - 1
    return true
  }

  /// Looks, after each unit, at whether its data was there and right.
  @inline(__always)
  mutating func endUnit() throws(ImageError) {
    if reader.isOverrun || fault != nil, !isExhausted { try handleFault() }
  }

  @inline(never)
  private mutating func handleFault() throws(ImageError) {
    isDamaged = true
    if reader.isOverrun {
      guard isTolerant else {
        let what = markerAhead.map { "data before \($0)" } ?? "the rest of the data"
        throw ImageError(.jpeg, .truncated(missing: what), offset: reader.position)
      }
      isExhausted = true
    } else if !isTolerant, let fault {
      let found = fault == .invalidCode ? "bits that are no Huffman code" : "run of zeros past the end of a block"
      throw ImageError(.jpeg, .malformed(found: found, expected: "entropy-coded data"), offset: reader.position)
    }
    fault = nil
  }

  /// The marker at which the reader stands, if it has come to one.
  private var markerAhead: JPEGMarker? {
    guard reader.position + 1 < input.count, input[reader.position] == 0xff else { return nil }
    let code = input[reader.position + 1]
    return code == 0 || code == 0xff ? nil : JPEGMarker(code: code)
  }

  private var isRestartPossible: Bool {
    // Other markers end a scan, save reserved ones, which are damage.
    guard let markerAhead else { return reader.position + 1 < input.count }
    return markerAhead.restartNumber != nil || markerAhead.code < 0xc0
  }

  private mutating func restart() throws(ImageError) {
    let expected = nextRestart
    nextRestart = (nextRestart + 1) & 7
    var offset = reader.position
    while let (marker, place) = nextMarker(from: offset) {
      if marker.restartNumber == expected {
        return resume(at: place + 2)
      }
      guard isTolerant else {
        guard marker.restartNumber != nil else {
          throw ImageError(.jpeg, .truncated(missing: "data before \(marker)"), offset: place)
        }
        throw ImageError(.jpeg, .malformed(found: "\(marker)", expected: "RST\(expected)"), offset: place)
      }
      isDamaged = true
      switch marker.restartNumber.map({ ($0 - expected) & 7 }) {
      case 1, 2:
        // One of the next two: this interval is missing; what follows the marker is a later one.
        return wait(at: place)
      case 6, 7:
        // One of the two before: data up to the next marker was decoded already.
        offset = place + 2
      case nil where marker.code < 0xc0:
        offset = place + 2
      case nil:
        return wait(at: place)
      default:
        // Too far away to tell: taken for the expected one.
        return resume(at: place + 2)
      }
    }
    guard isTolerant else {
      throw ImageError(.jpeg, .truncated(missing: "data from RST\(expected) on"), offset: input.count)
    }
    wait(at: input.count)
  }

  private mutating func resume(at offset: Int) {
    reader.restart(at: offset)
    isExhausted = false
  }

  private mutating func wait(at offset: Int) {
    isDamaged = true
    isExhausted = true
    reader.restart(at: offset)
  }

  private func nextMarker(from start: Int) -> (JPEGMarker, Int)? {
    var offset = start
    while offset + 1 < input.count {
      let code = input[offset + 1]
      if input[offset] == 0xff, code != 0, code != 0xff { return (JPEGMarker(code: code), offset) }
      offset += 1
    }
    return nil
  }
}
