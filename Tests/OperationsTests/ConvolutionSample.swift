import Conformance
import Kernels
import Operations
import Tensors

/// A convolution at random values.
struct ConvolutionSample<Scalar: KernelScalar> {
  var convolution: Convolution
  var input: Tensor<Scalar>
  var filter: Tensor<Scalar>
  var bias: Tensor<Scalar>
  var outputGradient: Tensor<Scalar>

  init(_ convolution: Convolution, input: Shape, filters: Int) throws {
    self.convolution = convolution
    self.input = randomTensor(input, of: Scalar.self, seed: 1)
    filter = randomTensor(try convolution.filterShape(input: input, filters: filters), of: Scalar.self, seed: 2)
    bias = randomTensor([filters], of: Scalar.self, seed: 3)
    outputGradient = randomTensor(
      try convolution.outputShape(input: input, filters: filters), of: Scalar.self, seed: 4)
  }

  /// The convolution at some of the images.
  func part(_ range: Range<Int>) -> ConvolutionSample {
    var part = self
    part.input = images(range, of: input)
    part.outputGradient = images(range, of: outputGradient)
    return part
  }

  func forward(bias: Tensor<Scalar>?, rectifies: Bool = false) throws -> Tensor<Scalar> {
    try written(outputGradient.shape) { output in
      try Tensor.withViews([input, filter] + (bias.map { [$0] } ?? [])) {
        try convolution.forward(
          input: $0[0], filter: $0[1], bias: $0.count > 2 ? $0[2] : nil, rectifies: rectifies, into: output)
      }
    }
  }

  func inputGradient() throws -> Tensor<Scalar> {
    try written(input.shape) { gradient in
      try Tensor.withViews([outputGradient, filter]) {
        try convolution.inputGradient(outputGradient: $0[0], filter: $0[1], into: gradient)
      }
    }
  }

  func filterGradient(addedTo old: Tensor<Scalar>? = nil) throws -> Tensor<Scalar> {
    var gradient = old ?? Tensor(shape: filter.shape, elements: [Scalar](repeating: .nan, count: filter.count))
    try gradient.withMutableView { gradient in
      try Tensor.withViews([input, outputGradient]) {
        try convolution.filterGradient(
          input: $0[0], outputGradient: $0[1], accumulates: old != nil, into: gradient)
      }
    }
    return gradient
  }

  func biasGradient(addedTo old: Tensor<Scalar>? = nil) throws -> Tensor<Scalar> {
    var gradient = old ?? Tensor(shape: bias.shape, elements: [Scalar](repeating: .nan, count: bias.count))
    try gradient.withMutableView { gradient in
      try outputGradient.withView {
        try Convolution.biasGradient(outputGradient: $0, accumulates: old != nil, into: gradient)
      }
    }
    return gradient
  }
}
