import Kernels
import Tensors

extension FullyConnected {
  /// Rows of weights that are widened at a time: with 4,096 outputs 8 MiB, a part of third-level cache.
  private static var widenedRows: Int { 512 }

  /// `output ← input·weights + bias` with narrow weights: the bits of the product with `weights.widened()`.
  ///
  /// One image multiplies the weights as they are read. More of them share the weights widened, a block of inputs after the
  /// other.
  ///
  /// - Parameters:
  ///   - input: N×I; more dimensions count as one of their product.
  ///   - weights: I×O.
  ///   - bias: O.
  ///   - output: N×O.
  /// - Throws: `ShapeError` if the shapes do not fit.
  public static func forward<Scalar: KernelScalar>(
    input: TensorView<Scalar>, weights: NarrowWeights<Scalar>, bias: TensorView<Scalar>,
    into output: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let extents = try FullyConnectedExtents(input: input.shape, weights: weights.shape)
    try extents.start(bias, output)
    let (images, inputs, outputs) = (extents.images, extents.inputs, extents.outputs)
    if images == 1 {
      let kernels = Scalar.kernels.narrow(weights.format)
      Parallel.forEachRange(outputs, grain: 64) { columns in
        kernels.vectorMatrix(
          weights.matrix(rows: 0..<inputs, columns: columns), input.base, output.base + columns.lowerBound)
      }
      return
    }
    let block = min(widenedRows, inputs)
    try Scratch.with(block * outputs, of: Scalar.self) { (widened) throws(ShapeError) in
      for first in stride(from: 0, to: inputs, by: block) {
        let rows = first..<min(first + block, inputs)
        weights.widen(rows: rows, into: widened)
        try MatrixMultiply.multiply(
          MatrixView(base: input.base + first, rows: images, columns: rows.count, rowStride: inputs),
          MatrixView(base: widened, rows: rows.count, columns: outputs, rowStride: outputs),
          into: extents.matrix(output: output), beta: 1)
      }
    }
  }
}
