import KernelBodies
import Kernels
import Tensors

/// Normalization across channels, shared between threads by blocks of rows: the channels of one group of one pixel.
struct ChannelNormalization<Scalar: KernelScalar> {
  private let kernels: KernelTable<Scalar>
  private let constants: NormalizationConstants<Scalar>
  private let rows: Int
  private let channels: Int
  private let window: Int
  private let grain: Int

  /// Normalization of an input whose shape has been checked.
  init(_ operation: ResponseNormalization, groups: Int, input: Shape) {
    kernels = Scalar.kernels
    constants = operation.constants(of: Scalar.self)
    channels = input[3] / groups
    rows = channels == 0 ? 0 : input.count / channels
    // From twice the channels on, every window holds the whole row.
    window = min(operation.window, 2 * channels)
    grain = 16384 / max(1, channels) + 1
  }

  func forward(_ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>) {
    Parallel.forEachRange(rows, grain: grain) { range in
      Scratch.with(normalizationScratchCount(channels: channels, window: window)) { scratch in
        let first = range.lowerBound * channels
        kernels.normalizeRows(range.count, channels, window, constants, input + first, output + first, scratch)
      }
    }
  }

  func backward(
    input: UnsafePointer<Scalar>, isRectified: Bool, outputGradient: UnsafePointer<Scalar>,
    into inputGradient: UnsafeMutablePointer<Scalar>
  ) {
    Parallel.forEachRange(rows, grain: grain) { range in
      Scratch.with(normalizationScratchCount(channels: channels, window: window)) { scratch in
        let first = range.lowerBound * channels
        kernels.normalizeRowsGradient(
          range.count, channels, window, constants, isRectified, input + first, outputGradient + first,
          inputGradient + first, scratch)
      }
    }
  }
}
