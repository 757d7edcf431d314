import Kernels
import Tensors

/// The fully connected layer, `y = x·W + b`.
///
/// Legend: x is N×I, W is I×O, b is O, y is N×O. (The field's files hold W as O×I; inside, outputs are contiguous, as in
/// convolution filters.) An output starts at its bias, and terms are added in the order of the input; so a row of y has the
/// same bits in a batch of 1 and of 128.
///
/// Backward keeps x. Gradients: `dx = dy·Wᵀ`, `dW = xᵀ·dy`, `db = Σ_n dy`, images added in order: the gradient of a batch
/// equals, bit for bit, those of its parts accumulated.
public enum FullyConnected {
  /// Elements of a part of the weights' gradient that is used up in cache: 768 KiB of Float.
  private static var gradientBlock: Int { 3 << 16 }

  /// `output ← input·weights + bias`.
  ///
  /// - Parameters:
  ///   - input: N×I; more dimensions count as one of their product.
  ///   - weights: I×O.
  ///   - bias: O, or nil for none.
  ///   - output: N×O.
  /// - Throws: `ShapeError` if the shapes do not fit.
  public static func forward<Scalar: KernelScalar>(
    input: TensorView<Scalar>, weights: TensorView<Scalar>, bias: TensorView<Scalar>?,
    into output: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let extents = try FullyConnectedExtents(input: input.shape, weights: weights.shape)
    try extents.start(bias, output)
    try MatrixMultiply.multiply(
      extents.matrix(input), extents.matrix(weights: weights), into: extents.matrix(output: output),
      beta: bias == nil ? 0 : 1)
  }

  /// `output ← input·weights + bias` with packed weights: the bits of the product with the weights themselves.
  ///
  /// - Parameters:
  ///   - input: N×I; more dimensions count as one of their product.
  ///   - weights: I×O.
  ///   - bias: O, or nil for none.
  ///   - output: N×O.
  /// - Throws: `ShapeError` if the shapes do not fit.
  public static func forward<Scalar: KernelScalar>(
    input: TensorView<Scalar>, weights: PackedMatrix<Scalar>, bias: TensorView<Scalar>?,
    into output: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let extents = try FullyConnectedExtents(input: input.shape, weights: [weights.rows, weights.columns])
    try extents.start(bias, output)
    try MatrixMultiply.multiply(
      extents.matrix(input), weights, into: extents.matrix(output: output), beta: bias == nil ? 0 : 1)
  }

  /// `inputGradient ← outputGradient·weightsᵀ`.
  ///
  /// - Throws: `ShapeError` if the shapes do not fit.
  public static func inputGradient<Scalar: KernelScalar>(
    outputGradient: TensorView<Scalar>, weights: TensorView<Scalar>, into inputGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let extents = try FullyConnectedExtents(input: inputGradient.shape, weights: weights.shape)
    try extents.check(output: outputGradient.shape, argument: "output gradient")
    try MatrixMultiply.multiply(
      MatrixView(
        base: outputGradient.base, rows: extents.images, columns: extents.outputs, rowStride: extents.outputs),
      extents.matrix(weights: weights).transposed,
      into: MutableMatrixView(
        base: inputGradient.base, rows: extents.images, columns: extents.inputs, rowStride: extents.inputs))
  }

  /// `weightsGradient ← inputᵀ·outputGradient`, or added to it.
  ///
  /// - Throws: `ShapeError` if the shapes do not fit.
  public static func weightsGradient<Scalar: KernelScalar>(
    input: TensorView<Scalar>, outputGradient: TensorView<Scalar>, accumulates: Bool = false,
    into weightsGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let extents = try FullyConnectedExtents(input: input.shape, weights: weightsGradient.shape)
    try extents.check(output: outputGradient.shape, argument: "output gradient")
    try MatrixMultiply.multiply(
      extents.matrix(input).transposed,
      MatrixView(
        base: outputGradient.base, rows: extents.images, columns: extents.outputs, rowStride: extents.outputs),
      into: MutableMatrixView(
        base: weightsGradient.base, rows: extents.inputs, columns: extents.outputs, rowStride: extents.outputs),
      beta: accumulates ? 1 : 0)
  }

  /// Calls `body` with the gradient of the weights, `inputᵀ·outputGradient`, some rows at a time and on all threads: the first
  /// element, how many there are, and their gradients, which are those that `weightsGradient(…into:)` writes, to the bit.
  ///
  /// The whole gradient is nowhere: a part of it that is in cache can be used up there.
  ///
  /// - Parameter inputs: I, rows of the weights.
  /// - Throws: `ShapeError` if the shapes do not fit.
  package static func weightsGradient<Scalar: KernelScalar>(
    input: TensorView<Scalar>, outputGradient: TensorView<Scalar>, inputs: Int,
    _ body: (_ first: Int, _ count: Int, _ gradient: UnsafePointer<Scalar>) -> Void
  ) throws(ShapeError) {
    let outputs = outputGradient.shape[outputGradient.shape.rank - 1]
    let extents = try FullyConnectedExtents(input: input.shape, weights: [inputs, outputs])
    try extents.check(output: outputGradient.shape, argument: "output gradient")
    let plan = MatrixMultiplyPlan(kernels: Scalar.kernels, isParallel: false)
    // Whole rows, so that whoever changes weights passes through memory front to back; as many as second-level cache holds.
    let block = max(6, gradientBlock / outputs / 6 * 6)
    Parallel.forEach((inputs + block - 1) / block) { task in
      let first = task * block
      let rows = min(block, inputs - first)
      Scratch.with(rows * outputs, of: Scalar.self) { gradient in
        plan.accumulate(
          MatrixView(
            base: input.base + first, rows: rows, columns: extents.images, rowStride: 1, columnStride: inputs),
          MatrixView(base: outputGradient.base, rows: extents.images, columns: outputs, rowStride: outputs),
          into: MutableMatrixView(base: gradient, rows: rows, columns: outputs, rowStride: outputs),
          startsAtZero: true)
        body(first * outputs, rows * outputs, gradient)
      }
    }
  }

  /// `biasGradient ← Σ_n outputGradient[n]`, or added to it.
  ///
  /// - Throws: `ShapeError` if the shapes do not fit.
  public static func biasGradient<Scalar: KernelScalar>(
    outputGradient: TensorView<Scalar>, accumulates: Bool = false, into biasGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let outputs = biasGradient.count
    guard outputGradient.shape.rank == 2 && outputGradient.shape[1] == outputs else {
      throw ShapeError(
        operation: "fully connected", argument: "output gradient", given: outputGradient.shape.description,
        expected: "N×\(outputs)")
    }
    if !accumulates { biasGradient.clear() }
    let kernels = Scalar.kernels
    for n in 0..<outputGradient.shape[0] {
      kernels.add(outputs, outputGradient.base + n * outputs, biasGradient.base)
    }
  }
}

/// The extents of a fully connected layer and of what it is given.
struct FullyConnectedExtents {
  let images: Int
  let inputs: Int
  let outputs: Int

  init(input: Shape, weights: Shape) throws(ShapeError) {
    guard weights.rank == 2 else {
      throw ShapeError(
        operation: "fully connected", argument: "weights", given: weights.description, expected: "I×O")
    }
    guard input.rank >= 2 && input[0] * weights[0] == input.count else {
      throw ShapeError(
        operation: "fully connected", argument: "input", given: input.description,
        expected: "N×\(weights[0]), or more dimensions with that product,")
    }
    images = input[0]
    inputs = weights[0]
    outputs = weights[1]
  }

  /// Checks an output and its bias, and starts each row of the output at the bias.
  func start<Scalar>(_ bias: TensorView<Scalar>?, _ output: MutableTensorView<Scalar>) throws(ShapeError) {
    try check(output: output.shape, argument: "output")
    guard let bias else { return }
    try check(bias: bias.shape, argument: "bias")
    for n in 0..<images { (output.base + n * outputs).update(from: bias.base, count: outputs) }
  }

  func check(output: Shape, argument: String) throws(ShapeError) {
    try ShapeError.check(
      output, equals: [images, outputs], operation: "fully connected", argument: argument, legend: "N, O")
  }

  func check(bias: Shape, argument: String) throws(ShapeError) {
    try ShapeError.check(bias, equals: [outputs], operation: "fully connected", argument: argument, legend: "O")
  }

  func matrix<Scalar>(_ input: TensorView<Scalar>) -> MatrixView<Scalar> {
    MatrixView(base: input.base, rows: images, columns: inputs, rowStride: inputs)
  }

  func matrix<Scalar>(weights: TensorView<Scalar>) -> MatrixView<Scalar> {
    MatrixView(base: weights.base, rows: inputs, columns: outputs, rowStride: outputs)
  }

  func matrix<Scalar>(output: MutableTensorView<Scalar>) -> MutableMatrixView<Scalar> {
    MutableMatrixView(base: output.base, rows: images, columns: outputs, rowStride: outputs)
  }
}
