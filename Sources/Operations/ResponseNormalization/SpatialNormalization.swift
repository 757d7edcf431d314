import KernelBodies
import Kernels
import Tensors

/// Spatial normalization, shared between threads by image rows forward and by images backward.
///
/// A window's sum is a sum over its rows and then over its columns, each from the first to the last: a row of the image
/// costs 2n passes over W·C contiguous scalars, and no sum is carried along, which would let rounding errors grow.
struct SpatialNormalization<Scalar: KernelScalar> {
  private let kernels: KernelTable<Scalar>
  private let constants: NormalizationConstants<Scalar>
  private let window: Int
  private let images: Int
  private let height: Int
  private let width: Int
  private let channels: Int

  /// Scalars of an image's row.
  private var rowSize: Int { width * channels }

  /// Normalization of an input whose shape has been checked.
  init(_ operation: ResponseNormalization, input: Shape) {
    kernels = Scalar.kernels
    constants = operation.constants(of: Scalar.self)
    (images, height, width, channels) = (input[0], input[1], input[2], input[3])
    // From twice the longer side on, every window holds the whole image.
    window = min(operation.window, 2 * max(height, width, 1))
  }

  func forward(_ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>) {
    guard rowSize > 0 else { return }
    Parallel.forEach(images * height) { task in
      Scratch.with(2 * rowSize) { (scratch: UnsafeMutablePointer<Scalar>) in
        let image = input + task / height * height * rowSize
        let row = task % height
        let sums = scratch + rowSize
        sumSquares(image, row: row, partial: scratch, into: sums)
        kernels.normalize(rowSize, constants, image + row * rowSize, sums, output + task * rowSize)
      }
    }
  }

  func backward(
    input: UnsafePointer<Scalar>, outputGradient: UnsafePointer<Scalar>,
    into inputGradient: UnsafeMutablePointer<Scalar>
  ) {
    guard rowSize > 0 else { return }
    let imageSize = height * rowSize
    Parallel.forEach(images) { image in
      Scratch.with(2 * (imageSize + rowSize)) { (scratch: UnsafeMutablePointer<Scalar>) in
        let x = input + image * imageSize
        let dy = outputGradient + image * imageSize
        let dx = inputGradient + image * imageSize
        let sums = scratch
        let terms = sums + imageSize
        let partial = terms + imageSize
        let termSums = partial + rowSize
        for row in 0..<height {
          let place = row * rowSize
          sumSquares(x, row: row, partial: partial, into: sums + place)
          kernels.normalizationTerms(rowSize, constants, x + place, dy + place, sums + place, terms + place)
        }
        // The terms have made powers of the sums.
        let powers = UnsafePointer(sums)
        for row in 0..<height {
          let place = row * rowSize
          sumTerms(terms, row: row, partial: partial, into: termSums)
          kernels.normalizationGradient(
            rowSize, constants, x + place, dy + place, powers + place, termSums, dx + place)
        }
      }
    }
  }

  /// Sums of squares over the windows of one row.
  private func sumSquares(
    _ image: UnsafePointer<Scalar>, row: Int, partial: UnsafeMutablePointer<Scalar>,
    into sums: UnsafeMutablePointer<Scalar>
  ) {
    let before = window / 2
    partial.clear(count: rowSize)
    for h in max(0, row - before)..<min(height, row - before + window) {
      kernels.addProduct(rowSize, image + h * rowSize, image + h * rowSize, partial)
    }
    sumColumns(partial, before: before, into: sums)
  }

  /// Sums of `terms` over the outputs whose windows hold each pixel of one row: windows that reach as far forwards as the
  /// others reach backwards.
  private func sumTerms(
    _ terms: UnsafePointer<Scalar>, row: Int, partial: UnsafeMutablePointer<Scalar>,
    into sums: UnsafeMutablePointer<Scalar>
  ) {
    let before = window - 1 - window / 2
    partial.clear(count: rowSize)
    for h in max(0, row - before)..<min(height, row - before + window) {
      kernels.add(rowSize, terms + h * rowSize, partial)
    }
    sumColumns(partial, before: before, into: sums)
  }

  /// `sums[w] = Σ partial[w − before + d]` over 0 ≤ d < window, cut at the row, in the order of d.
  private func sumColumns(
    _ partial: UnsafeMutablePointer<Scalar>, before: Int, into sums: UnsafeMutablePointer<Scalar>
  ) {
    sums.clear(count: rowSize)
    for shift in max(-before, 1 - width)...min(window - 1 - before, width - 1) {
      let count = (width - abs(shift)) * channels
      kernels.add(count, partial + max(0, shift) * channels, sums + max(0, -shift) * channels)
    }
  }
}
