import Conformance
import Kernels
import Operations
import Tensors
import Testing

@Suite struct FullyConnectedTests {
  @Test(arguments: [[1, 5, 7], [3, 65, 1], [17, 63, 66], [6, 257, 33], [1, 1, 64], [19, 1, 5]])
  func `outputs and gradients lie within the bound of the definition`(_ extents: [Int]) throws {
    try check(Float.self, images: extents[0], inputs: extents[1], outputs: extents[2])
    try check(Double.self, images: extents[0], inputs: extents[1], outputs: extents[2])
  }

  private func check<Scalar: KernelScalar>(_: Scalar.Type, images: Int, inputs: Int, outputs: Int) throws {
    let layer = Layer<Scalar>(images: images, inputs: inputs, outputs: outputs)
    for bias in [nil, layer.bias] {
      expectWithinBound(
        try everywhere { try layer.forward(bias: bias) },
        FullyConnected.reference(input: exactly(layer.input), weights: exactly(layer.weights), bias: bias.map(exactly)),
        magnitudes: FullyConnected.reference(
          input: magnitudes(layer.input), weights: magnitudes(layer.weights), bias: bias.map(magnitudes)),
        terms: inputs)
    }
    let exact = FullyConnected.referenceGradients(
      input: exactly(layer.input), weights: exactly(layer.weights), outputGradient: exactly(layer.outputGradient))
    let size = FullyConnected.referenceGradients(
      input: magnitudes(layer.input), weights: magnitudes(layer.weights),
      outputGradient: magnitudes(layer.outputGradient))
    expectWithinBound(
      try everywhere { try layer.inputGradient() }, exact.input, magnitudes: size.input, terms: outputs)
    expectWithinBound(
      try everywhere { try layer.weightsGradient() }, exact.weights, magnitudes: size.weights, terms: images)
    expectWithinBound(try everywhere { try layer.biasGradient() }, exact.bias, magnitudes: size.bias, terms: images)
  }

  @Test func `a row has the same bits in a batch of 1 and in a larger one`() throws {
    let layer = Layer<Float>(images: 9, inputs: 131, outputs: 37)
    let (output, inputGradient) = (try layer.forward(bias: layer.bias), try layer.inputGradient())
    for n in 0..<9 {
      let row = layer.part(n..<n + 1)
      #expect(sameBits(try row.forward(bias: layer.bias), images(n..<n + 1, of: output)))
      #expect(sameBits(try row.inputGradient(), images(n..<n + 1, of: inputGradient)))
    }
  }

  @Test(arguments: [1, 2, 4, 8])
  func `a batch's gradient is that of its parts accumulated, to the bit`(_ cut: Int) throws {
    let layer = Layer<Float>(images: 9, inputs: 67, outputs: 35)
    let (first, second) = (layer.part(0..<cut), layer.part(cut..<9))
    #expect(
      sameBits(try layer.weightsGradient(), try second.weightsGradient(addedTo: try first.weightsGradient())))
    #expect(sameBits(try layer.biasGradient(), try second.biasGradient(addedTo: try first.biasGradient())))
  }

  // Blocks of six rows (more outputs than a part of the gradient has room for), of all rows, and a last one that is shorter.
  @Test(arguments: [[2, 20, 50_000], [3, 65, 7], [9, 700, 1000], [1, 1, 1]])
  func `the weights' gradient in parts is that of the whole, each element once, to the bit`(_ extents: [Int]) throws {
    let layer = Layer<Float>(images: extents[0], inputs: extents[1], outputs: extents[2])
    let whole = try layer.weightsGradient()
    for set in InstructionSet.available {
      for threads in [1, 3] {
        try Parallel.withThreads(threads) {
          try InstructionSet.withInstructionSet(set) {
            var sum = Tensor<Float>(shape: layer.weights.shape)
            try sum.withMutableView { sum in
              try Tensor.withViews([layer.input, layer.outputGradient]) {
                try FullyConnected.weightsGradient(input: $0[0], outputGradient: $0[1], inputs: extents[1]) {
                  first, count, gradient in
                  for i in 0..<count { sum.base[first + i] += gradient[i] }
                }
              }
            }
            #expect(sameBits(sum, whole), "\(set), \(threads) threads")
          }
        }
      }
    }
    #expect(throws: ShapeError.self) {
      try Tensor.withViews([layer.input, layer.outputGradient]) {
        try FullyConnected.weightsGradient(input: $0[0], outputGradient: $0[1], inputs: extents[1] + 1) { _, _, _ in }
      }
    }
  }

  @Test func `images count as rows`() throws {
    let layer = Layer<Double>(images: 3, inputs: 70, outputs: 11)
    var reshaped = layer
    reshaped.input = layer.input.reshaped([3, 2, 5, 7])
    #expect(sameBits(try reshaped.forward(bias: nil), try layer.forward(bias: nil)))
    #expect(sameBits(try reshaped.inputGradient().reshaped([3, 70]), try layer.inputGradient()))
    #expect(sameBits(try reshaped.weightsGradient(), try layer.weightsGradient()))
  }

  @Test func `wrong shapes are refused with what was given and expected`() {
    let layer = Layer<Float>(images: 2, inputs: 5, outputs: 3)
    var wrong = layer
    wrong.weights = Tensor(shape: [6, 3])
    let input = #expect(throws: ShapeError.self) { try wrong.forward(bias: nil) }
    #expect(
      input?.description == "fully connected: input is 2×5, but N×6, or more dimensions with that product, fits")
    wrong.weights = Tensor(shape: [15])
    let weights = #expect(throws: ShapeError.self) { try wrong.forward(bias: nil) }
    #expect(weights?.description == "fully connected: weights is 15, but I×O fits")
    #expect(throws: ShapeError.self) { try layer.forward(bias: Tensor(shape: [4])) }
    wrong = layer
    wrong.outputGradient = Tensor(shape: [3, 2])
    #expect(throws: ShapeError.self) { try wrong.inputGradient() }
    #expect(throws: ShapeError.self) { try wrong.weightsGradient() }
    let bias = #expect(throws: ShapeError.self) { try wrong.biasGradient() }
    #expect(bias?.description == "fully connected: output gradient is 3×2, but N×3 fits")
  }
}

/// A fully connected layer at random values.
private struct Layer<Scalar: KernelScalar> {
  var input: Tensor<Scalar>
  var weights: Tensor<Scalar>
  var bias: Tensor<Scalar>
  var outputGradient: Tensor<Scalar>

  init(images: Int, inputs: Int, outputs: Int) {
    input = randomTensor([images, inputs], of: Scalar.self, seed: 1)
    weights = randomTensor([inputs, outputs], of: Scalar.self, seed: 2)
    bias = randomTensor([outputs], of: Scalar.self, seed: 3)
    outputGradient = randomTensor([images, outputs], of: Scalar.self, seed: 4)
  }

  /// The layer at some of the images.
  func part(_ range: Range<Int>) -> Layer {
    var part = self
    part.input = images(range, of: input)
    part.outputGradient = images(range, of: outputGradient)
    return part
  }

  func forward(bias: Tensor<Scalar>?) throws -> Tensor<Scalar> {
    try written([input.shape[0], bias?.count ?? self.bias.count]) { output in
      try Tensor.withViews([input, weights] + (bias.map { [$0] } ?? [])) {
        try FullyConnected.forward(input: $0[0], weights: $0[1], bias: $0.count > 2 ? $0[2] : nil, into: output)
      }
    }
  }

  func inputGradient() throws -> Tensor<Scalar> {
    try written(input.shape) { gradient in
      try Tensor.withViews([outputGradient, weights]) {
        try FullyConnected.inputGradient(outputGradient: $0[0], weights: $0[1], into: gradient)
      }
    }
  }

  func weightsGradient(addedTo old: Tensor<Scalar>? = nil) throws -> Tensor<Scalar> {
    var gradient = old ?? Tensor(shape: weights.shape)
    try gradient.withMutableView { gradient in
      try Tensor.withViews([input, outputGradient]) {
        try FullyConnected.weightsGradient(
          input: $0[0], outputGradient: $0[1], accumulates: old != nil, into: gradient)
      }
    }
    return gradient
  }

  func biasGradient(addedTo old: Tensor<Scalar>? = nil) throws -> Tensor<Scalar> {
    var gradient = old ?? Tensor(shape: bias.shape)
    try gradient.withMutableView { gradient in
      try outputGradient.withView {
        try FullyConnected.biasGradient(outputGradient: $0, accumulates: old != nil, into: gradient)
      }
    }
    return gradient
  }
}
