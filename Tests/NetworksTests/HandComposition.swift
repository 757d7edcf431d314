import Kernels
import Networks
import Operations
import Tensors

/// A network composed by hand: every operation on tensors of its own, nothing in place, nothing fused, nothing shared.
struct HandComposition<Scalar: KernelScalar> {
  let plan: NetworkPlan
  var parameters: [Tensor<Scalar>]

  /// What a forward pass leaves.
  struct Activations {
    /// The input, and what each layer gave.
    var values: [Tensor<Scalar>]
    /// Masks of dropout layers; empty tensors elsewhere.
    var masks: [Tensor<Scalar>]
    var losses: [Double] = []
    var probabilities = Tensor<Scalar>(shape: [0])
  }

  /// The composition of a network's layers, with a copy of its parameters.
  init(_ network: Network<Scalar>) {
    plan = network.plan
    parameters = plan.parameters.indices.map { Tensor(copying: network.parameter($0).readable) }
  }

  init(_ plan: NetworkPlan, parameters: [Tensor<Scalar>]) {
    self.plan = plan
    self.parameters = parameters
  }

  func forward(_ images: Tensor<Scalar>, labels: [Int], pass: Network<Scalar>.Pass) throws -> Activations {
    let count = images.shape[0]
    var result = Activations(values: [images], masks: [])
    for (index, layer) in plan.layers.enumerated() {
      let input = result.values[index]
      var output = Tensor<Scalar>(shape: Shape([count] + layer.outputShape.dimensions))
      var mask = Tensor<Scalar>(shape: [0])
      if case .dropout(let dropout) = layer.specification.kind, case .training(let seed, let step, let first) = pass {
        mask = Tensor(shape: input.shape)
        let stream = RandomStream(seed: seed, purpose: .dropout, index: index, step: step)
        try mask.withMutableView { try dropout.makeMask(into: $0, stream: stream, firstImage: first) }
      }
      try input.withView { input in
        try mask.withView { mask in
          try output.withMutableView { try forward(layer, input, mask: mask, into: $0) }
        }
      }
      result.values.append(output)
      result.masks.append(mask)
    }
    try measure(&result, labels: labels)
    return result
  }

  /// Sets losses and probabilities.
  private func measure(_ result: inout Activations, labels: [Int]) throws {
    let scores = result.values[plan.layers.count]
    var losses = Tensor<Double>(shape: [labels.count])
    var probabilities = Tensor<Scalar>(shape: scores.shape)
    try scores.withView { scores in
      try losses.withMutableView { losses in
        try probabilities.withMutableView { probabilities in
          _ = try SoftmaxCrossEntropy().forward(
            scores: scores, labels: labels, losses: losses, probabilities: probabilities)
        }
      }
    }
    result.losses = losses.elements
    result.probabilities = probabilities
  }

  private func forward(
    _ layer: NetworkPlan.Layer, _ input: TensorView<Scalar>, mask: TensorView<Scalar>,
    into output: MutableTensorView<Scalar>
  ) throws {
    switch layer.specification.kind {
    case .convolution(let convolution, _):
      try withParameters(layer) { try convolution.forward(input: input, filter: $0, bias: $1, into: output) }
    case .locallyConnected(let local, _):
      try withParameters(layer) { try local.forward(input: input, filter: $0, bias: $1, into: output) }
    case .fullyConnected:
      try withParameters(layer) { try FullyConnected.forward(input: input, weights: $0, bias: $1, into: output) }
    case .rectifier: try Rectifier().forward(input, into: output)
    case .responseNormalization(let normalization): try normalization.forward(input, into: output)
    case .maxPooling(let pooling): try pooling.forward(input, into: output)
    case .averagePooling(let pooling): try pooling.forward(input, into: output)
    case .dropout(let dropout):
      if mask.count > 0 {
        try dropout.forwardTraining(input, mask: mask, into: output)
      } else {
        try dropout.forwardTesting(input, into: output)
      }
    }
  }

  private func withParameters(
    _ layer: NetworkPlan.Layer, _ body: (TensorView<Scalar>, TensorView<Scalar>) throws -> Void
  ) throws {
    guard let numbers = layer.parameters else { return }
    try parameters[numbers.weights].withView { weights in
      try parameters[numbers.biases].withView { biases in try body(weights, biases) }
    }
  }

  /// Gradients of all parameters.
  func backward(_ activations: Activations, labels: [Int], scale: Double) throws -> [Tensor<Scalar>] {
    var gradients = plan.parameters.map { Tensor<Scalar>(shape: $0.shape) }
    var outputGradient = Tensor<Scalar>(shape: activations.probabilities.shape)
    try activations.probabilities.withView { probabilities in
      try outputGradient.withMutableView {
        try SoftmaxCrossEntropy().backward(probabilities: probabilities, labels: labels, scale: scale, into: $0)
      }
    }
    for (index, layer) in plan.layers.enumerated().reversed() {
      let (input, output) = (activations.values[index], activations.values[index + 1])
      var inputGradient = Tensor<Scalar>(shape: input.shape)
      if let numbers = layer.parameters {
        var (weights, biases) = (gradients[numbers.weights], gradients[numbers.biases])
        try input.withView { input in
          try outputGradient.withView { outputGradient in
            try weights.withMutableView { weights in
              try biases.withMutableView { try parameterGradients(layer, input, outputGradient, into: weights, $0) }
            }
          }
        }
        (gradients[numbers.weights], gradients[numbers.biases]) = (weights, biases)
      }
      try input.withView { input in
        try output.withView { output in
          try outputGradient.withView { outputGradient in
            try inputGradient.withMutableView {
              try backward(
                layer, input: input, output: output, mask: activations.masks[index], outputGradient, into: $0)
            }
          }
        }
      }
      outputGradient = inputGradient
    }
    return gradients
  }

  private func parameterGradients(
    _ layer: NetworkPlan.Layer, _ input: TensorView<Scalar>, _ outputGradient: TensorView<Scalar>,
    into weights: MutableTensorView<Scalar>, _ biases: MutableTensorView<Scalar>
  ) throws {
    switch layer.specification.kind {
    case .convolution(let convolution, _):
      try convolution.filterGradient(input: input, outputGradient: outputGradient, into: weights)
      try Convolution.biasGradient(outputGradient: outputGradient, into: biases)
    case .locallyConnected(let local, _):
      try local.filterGradient(input: input, outputGradient: outputGradient, into: weights)
      try LocallyConnected.biasGradient(outputGradient: outputGradient, into: biases)
    default:
      try FullyConnected.weightsGradient(input: input, outputGradient: outputGradient, into: weights)
      try FullyConnected.biasGradient(outputGradient: outputGradient, into: biases)
    }
  }

  private func backward(
    _ layer: NetworkPlan.Layer, input: TensorView<Scalar>, output: TensorView<Scalar>, mask: Tensor<Scalar>,
    _ outputGradient: TensorView<Scalar>, into inputGradient: MutableTensorView<Scalar>
  ) throws {
    switch layer.specification.kind {
    case .convolution(let convolution, _):
      try withParameters(layer) { filter, _ in
        try convolution.inputGradient(outputGradient: outputGradient, filter: filter, into: inputGradient)
      }
    case .locallyConnected(let local, _):
      try withParameters(layer) { filter, _ in
        try local.inputGradient(outputGradient: outputGradient, filter: filter, into: inputGradient)
      }
    case .fullyConnected:
      try withParameters(layer) { weights, _ in
        try FullyConnected.inputGradient(outputGradient: outputGradient, weights: weights, into: inputGradient)
      }
    case .rectifier: try Rectifier().backward(output: output, outputGradient: outputGradient, into: inputGradient)
    case .responseNormalization(let normalization):
      try normalization.backward(input: input, outputGradient: outputGradient, into: inputGradient)
    case .maxPooling(let pooling):
      try pooling.backward(input: input, output: output, outputGradient: outputGradient, into: inputGradient)
    case .averagePooling(let pooling): try pooling.backward(outputGradient: outputGradient, into: inputGradient)
    case .dropout(let dropout):
      guard mask.count > 0 else { return inputGradient.copy(from: outputGradient) }
      try mask.withView { try dropout.backward(outputGradient: outputGradient, mask: $0, into: inputGradient) }
    }
  }
}
