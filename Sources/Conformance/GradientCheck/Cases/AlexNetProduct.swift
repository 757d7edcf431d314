import Kernels
import Operations
import Tensors

/// The layers of AlexNet that are sums of products, at the paper's shapes and a batch of two, for checks by inner products
/// and against Double: differences by each element would take too long here.
public enum AlexNetProduct: String, CaseIterable, Sendable, CustomStringConvertible {
  /// A convolution of the paper.
  case conv1, conv2, conv3, conv4, conv5
  /// A fully connected layer of the paper.
  case fc6, fc8

  /// The layer's name.
  public var description: String { rawValue }

  /// Most products in a sum: of an output, and of an element of each argument's gradient.
  public var terms: (output: Int, gradients: [Int]) {
    switch layer {
    case .convolution(let convolution, let input, let filters, let pixels):
      let window = convolution.geometry.rows * convolution.geometry.columns
      return (window * input[3] / convolution.groups, [window * filters / convolution.groups, 2 * pixels * pixels])
    case .fullyConnected(let inputs, let outputs):
      return (inputs, [outputs, 2])
    }
  }

  /// The layer as a function of its input and weights, without bias, at random values.
  public func operation<Scalar: KernelScalar>(of: Scalar.Type) -> DifferentiableOperation<Scalar> {
    func random(_ shape: Shape, _ seed: UInt64) -> Tensor<Scalar> {
      CheckValues.random(shape, of: Scalar.self, seed: seed)
    }
    switch layer {
    case .convolution(let convolution, let input, let filters, _):
      return .convolution(
        rawValue, convolution, input: random(input, 1),
        filter: random(
          [convolution.geometry.rows, convolution.geometry.columns, input[3] / convolution.groups, filters], 2),
        bias: nil)
    case .fullyConnected(let inputs, let outputs):
      return .fullyConnected(
        rawValue, input: random([2, inputs], 1), weights: random([inputs, outputs], 2), bias: nil)
    }
  }

  /// Both sides of ⟨u, J·v⟩ = ⟨Jᵀ·u, v⟩ in Double, for the input and the weights.
  ///
  /// - Throws: what the operation throws.
  public func checkInnerProducts() throws -> [InnerProductReport] {
    let operation = operation(of: Double.self)
    return try terms.gradients.enumerated().map { argument, gradientTerms in
      try InnerProductCheck().linear(operation, argument: argument, terms: terms.output + gradientTerms)
    }
  }

  /// The output and both gradients in Float against Double.
  ///
  /// - Throws: what the operation throws.
  public func checkPrecision() throws -> [PrecisionReport] {
    try PrecisionCheck.run(
      operation(of: Float.self), operation(of: Double.self), outputTerms: terms.output,
      gradientTerms: terms.gradients)
  }

  private enum Layer {
    case convolution(Convolution, input: Shape, filters: Int, pixels: Int)
    case fullyConnected(inputs: Int, outputs: Int)
  }

  private var layer: Layer {
    switch self {
    case .conv1:
      .convolution(
        Convolution(geometry: WindowGeometry(11, stride: 4, rounding: .ceil)), input: [2, 224, 224, 3], filters: 96,
        pixels: 55)
    case .conv2:
      .convolution(
        Convolution(geometry: WindowGeometry(5, padding: 2), groups: 2), input: [2, 27, 27, 96], filters: 256,
        pixels: 27)
    case .conv3:
      .convolution(
        Convolution(geometry: WindowGeometry(3, padding: 1)), input: [2, 13, 13, 256], filters: 384, pixels: 13)
    case .conv4:
      .convolution(
        Convolution(geometry: WindowGeometry(3, padding: 1), groups: 2), input: [2, 13, 13, 384], filters: 384,
        pixels: 13)
    case .conv5:
      .convolution(
        Convolution(geometry: WindowGeometry(3, padding: 1), groups: 2), input: [2, 13, 13, 384], filters: 256,
        pixels: 13)
    case .fc6: .fullyConnected(inputs: 9216, outputs: 4096)
    case .fc8: .fullyConnected(inputs: 4096, outputs: 1000)
    }
  }
}
