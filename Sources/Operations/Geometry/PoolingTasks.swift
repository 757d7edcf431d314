import Tensors

/// How pooling is shared between threads: forward by bands of output rows, backward by images or blocks of channels.
///
/// Bands of output rows read overlapping rows of the input, which harms only a gradient, where they would write them.
enum PoolingTasks {
  /// Output rows of a band.
  static let bandRows = 8
  /// Channels of a block: four cache lines of Float, eight of Double.
  static let blockChannels = 64
  /// Images from which on there are tasks enough without blocks, and memory is better passed through in one piece.
  static let imagesWithoutBlocks = 8

  /// Calls `body` for each image and band of output rows, on all threads.
  static func forEachBand(_ output: Shape, _ body: (_ image: Int, _ rows: Range<Int>) -> Void) {
    let bands = (output[1] + bandRows - 1) / bandRows
    Parallel.forEach(output[0] * bands) { task in
      let first = task % bands * bandRows
      body(task / bands, first..<min(output[1], first + bandRows))
    }
  }

  /// Calls `body` for each image and block of channels, on all threads, and there for band after band of output rows.
  ///
  /// The input's gradient is cleared just before the first window that reaches it, so that it is still in cache.
  static func forEachBlock<Scalar: TensorScalar>(
    _ geometry: WindowGeometry, output: Shape, clearing inputGradient: MutableTensorView<Scalar>,
    _ body: (_ image: Int, _ rows: Range<Int>, _ channels: Range<Int>) -> Void
  ) {
    let (images, height, channels) = (inputGradient.shape[0], inputGradient.shape[1], inputGradient.shape[3])
    let block = images < imagesWithoutBlocks ? min(channels, blockChannels) : channels
    let blocks = block == 0 ? 0 : (channels + block - 1) / block
    Parallel.forEach(images * blocks) { task in
      let image = task / blocks
      let first = task % blocks * block
      let range = first..<min(channels, first + block)
      var cleared = 0
      for start in stride(from: 0, to: output[1], by: bandRows) {
        let rows = start..<min(output[1], start + bandRows)
        // The last band clears what no window reaches, too.
        let reached = (rows.upperBound - 1) * geometry.rowStride - geometry.padding.top + geometry.rows
        let end = rows.upperBound == output[1] ? height : max(cleared, min(height, reached))
        clear(inputGradient, image: image, rows: cleared..<end, channels: range)
        cleared = end
        body(image, rows, range)
      }
    }
  }

  /// Sets some rows and channels of an image to zero.
  private static func clear<Scalar: TensorScalar>(
    _ gradient: MutableTensorView<Scalar>, image: Int, rows: Range<Int>, channels: Range<Int>
  ) {
    let (width, stride) = (gradient.shape[2], gradient.shape[3])
    let pixels = rows.count * width
    let base = gradient.base + (image * gradient.shape[1] + rows.lowerBound) * width * stride
    if channels.count == stride {
      base.clear(count: pixels * stride)
    } else {
      for pixel in 0..<pixels { (base + pixel * stride + channels.lowerBound).clear(count: channels.count) }
    }
  }
}
