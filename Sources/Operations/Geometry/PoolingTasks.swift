import Tensors

/// How pooling is shared between threads: forward by bands of output rows, backward by blocks of channels.
///
/// Bands of output rows read overlapping rows of the input, which harms only a gradient, where they would write them.
enum PoolingTasks {
  /// Output rows of a band.
  static let bandRows = 8
  /// Channels of a block: four cache lines of Float, eight of Double.
  static let blockChannels = 64

  /// Calls `body` for each image and band of output rows.
  static func forEachBand(_ output: Shape, _ body: (_ image: Int, _ rows: Range<Int>) -> Void) {
    let bands = (output[1] + bandRows - 1) / bandRows
    Parallel.forEach(output[0] * bands) { task in
      let first = task % bands * bandRows
      body(task / bands, first..<min(output[1], first + bandRows))
    }
  }

  /// Calls `body` for each image and block of channels, with that part of `inputGradient` cleared.
  static func forEachBlock<Scalar: TensorScalar>(
    clearing inputGradient: MutableTensorView<Scalar>, _ body: (_ image: Int, _ channels: Range<Int>) -> Void
  ) {
    let shape = inputGradient.shape
    let pixels = shape[1] * shape[2]
    let channels = shape[3]
    let blocks = (channels + blockChannels - 1) / blockChannels
    Parallel.forEach(shape[0] * blocks) { task in
      let first = task % blocks * blockChannels
      let block = first..<min(channels, first + blockChannels)
      let image = task / blocks
      let base = inputGradient.base + image * pixels * channels
      if block.count == channels {
        base.clear(count: pixels * channels)
      } else {
        for pixel in 0..<pixels { (base + pixel * channels + first).clear(count: block.count) }
      }
      body(image, block)
    }
  }
}
