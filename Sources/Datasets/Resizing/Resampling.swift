/// A change of an image's size of which a window is computed: Pillow's `resize(…, BILINEAR, box:)`, bit by bit.
///
/// The source is an image or a rectangle of one; the frame is what it becomes, of any size; the window is the part of
/// the frame that is wanted. Rows are resampled first, to 8 bits, then columns; rows of the first pass are made as the
/// second comes to need them, so memory in use is the window, a few rows, and some 40 bytes for each row and column.
/// Source: Pillow's Resample.c. (From 12.2 on, Pillow takes columns first where images shrink much more in height than
/// in width; there samples may differ by 1.)
struct Resampling {
  /// Where the source's pixels are.
  struct Source {
    /// The first pixel.
    let base: UnsafePointer<UInt8>
    /// Samples of a pixel, 1 or 3.
    let channels: Int
    /// Bytes from a row to the next.
    let rowStride: Int
  }

  /// The part of the frame that is computed.
  private let window: PixelRegion
  /// Nil if the source has the frame's columns.
  private let horizontal: ResamplingWeights?
  /// Nil if the source has the frame's rows.
  private let vertical: ResamplingWeights?
  private let horizontalPairs: [WeightPair]
  private let verticalParts: [WeightParts]

  /// A change of a source of `size` to a frame.
  ///
  /// - Precondition: the window lies in the frame, and the box in the source.
  init(size: FrameSize, box: ImageBox, frame: FrameSize, window: PixelRegion) {
    precondition(window.isWithin(width: frame.width, height: frame.height), "the window is a part of the frame")
    precondition(
      box.left >= 0 && box.top >= 0 && box.right <= Float(size.width) && box.bottom <= Float(size.height)
        && box.left < box.right && box.top < box.bottom, "a box lies within its image")
    self.window = window
    let keepsColumns = size.width == frame.width && box.left == 0 && box.right == Float(size.width)
    let keepsRows = size.height == frame.height && box.top == 0 && box.bottom == Float(size.height)
    horizontal =
      keepsColumns
      ? nil
      : ResamplingWeights(
        inputCount: size.width, start: box.left, end: box.right, outputCount: frame.width,
        outputs: window.column..<window.column + window.width)
    vertical =
      keepsRows
      ? nil
      : ResamplingWeights(
        inputCount: size.height, start: box.top, end: box.bottom, outputCount: frame.height,
        outputs: window.row..<window.row + window.height)
    horizontalPairs = horizontal?.pairs() ?? []
    verticalParts = vertical?.parts() ?? []
  }

  /// Writes the window.
  ///
  /// - Parameters:
  ///   - source: pixels of the size that was given.
  ///   - out: receives the window's rows.
  ///   - outStride: bytes from a row of it to the next.
  func run(_ source: Source, into out: UnsafeMutablePointer<UInt8>, outStride: Int) {
    let rowBytes = window.width * source.channels
    guard let horizontal else {
      let offset = window.column * source.channels
      return combine(rowBytes: rowBytes, into: out, outStride: outStride) { row in
        source.base + row * source.rowStride + offset
      }
    }
    // Only as many rows as one output row needs are kept; row r lies in place r mod that number.
    let places = vertical?.maximumCount ?? 1
    // One byte more, which the loop over pixels of three channels writes.
    let stride = rowBytes + 1
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: places * stride) { ring in
      guard let ring = ring.baseAddress else { return }
      var next = 0
      combine(rowBytes: rowBytes, into: out, outStride: outStride) { row in
        // Asked for in ascending order, each output's from its first on: a row below `next` is still in its place.
        let place = ring + row % places * stride
        if row >= next {
          resampleRow(source.base + row * source.rowStride, channels: source.channels, horizontal, into: place)
          next = row + 1
        }
        return UnsafePointer(place)
      }
    }
  }

  /// The first pass, of one row.
  private func resampleRow(
    _ row: UnsafePointer<UInt8>, channels: Int, _ weights: ResamplingWeights, into out: UnsafeMutablePointer<UInt8>
  ) {
    guard channels == 3, !horizontalPairs.isEmpty else {
      return ResamplingLoops.horizontal(row, channels: channels, weights: weights, into: out)
    }
    let first = weights.starts.first ?? 0
    let count = 3 * (weights.sourceEnd - first)
    let needed = row + 3 * first
    // Two pixels more, since taps are taken by two and pixels as four samples.
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: count + 6) { widened in
      for index in 0..<count { widened.initializeElement(at: index, to: Int16(needed[index])) }
      for index in count..<count + 6 { widened.initializeElement(at: index, to: 0) }
      horizontalPairs.withUnsafeBufferPointer { pairs in
        guard let pairs = pairs.baseAddress, let widened = widened.baseAddress else { return }
        ResamplingLoops.horizontal(
          widened, firstPixel: first, starts: weights.starts.span, counts: weights.counts.span, pairs: pairs,
          pairsPerOutput: weights.pairsPerOutput, into: out)
      }
    }
  }

  /// The second pass: `row` gives the first pass's row of a number, valid until `maximumCount` others have been asked
  /// for.
  private func combine(
    rowBytes: Int, into out: UnsafeMutablePointer<UInt8>, outStride: Int, row: (Int) -> UnsafePointer<UInt8>
  ) {
    guard let vertical else {
      for index in 0..<window.height {
        (out + index * outStride).update(from: row(window.row + index), count: rowBytes)
      }
      return
    }
    let taps = vertical.maximumCount
    let isVector = rowBytes >= 16 && !verticalParts.isEmpty
    withUnsafeTemporaryAllocation(of: UnsafePointer<UInt8>.self, capacity: taps) { rows in
      guard let base = rows.baseAddress else { return }
      for index in 0..<window.height {
        let count = vertical.counts[index]
        for tap in 0..<count { rows.initializeElement(at: tap, to: row(vertical.starts[index] + tap)) }
        let range = index * taps..<index * taps + count
        let out = out + index * outStride
        if isVector {
          verticalParts.withUnsafeBufferPointer { parts in
            ResamplingLoops.vertical(
              base, count: rowBytes, parts: UnsafeBufferPointer(rebasing: parts[range]), into: out)
          }
        } else {
          vertical.weights.withUnsafeBufferPointer { weights in
            ResamplingLoops.vertical(
              base, count: rowBytes, weights: UnsafeBufferPointer(rebasing: weights[range]), into: out)
          }
        }
      }
    }
  }
}
