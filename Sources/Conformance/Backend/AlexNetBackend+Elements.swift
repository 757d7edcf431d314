import Kernels
import Operations
import Tensors

extension AlexNetBackend {
  func rectify(_ inputs: CaseInputs) throws -> [String: CaseTensor] {
    try elementwise(inputs) { input, out in
      try Rectifier().forward(input, into: out)
    } backward: { output, gradient, out in
      try Rectifier().backward(output: output, outputGradient: gradient, into: out)
    }
  }

  func softmax(_ inputs: CaseInputs) throws -> [String: CaseTensor] {
    try elementwise(inputs) { input, out in
      try Softmax().forward(input, into: out)
    } backward: { output, gradient, out in
      try Softmax().backward(output: output, outputGradient: gradient, into: out)
    }
  }

  func drop(_ dropout: Dropout, isTraining: Bool, _ inputs: CaseInputs) throws -> [String: CaseTensor] {
    guard isTraining else {
      return try elementwise(inputs) { input, out in
        try dropout.forwardTesting(input, into: out)
      } backward: { _, _, _ in
        throw inputs.invalid("outputGradient", expected: "missing in a testing pass")
      }
    }
    // A mask here is zero or the factor.
    let given = try inputs.tensor("mask")
    _ = try inputs.integers("mask", in: 0..<2)
    let factor = Scalar(dropout.trainingFactor)
    let mask = Tensor<Scalar>(shape: Shape(given.shape), elements: given.reals.map { $0 == 0 ? 0 : factor })
    return try mask.withView { mask in
      try elementwise(inputs) { input, out in
        try dropout.forwardTraining(input, mask: mask, into: out)
      } backward: { _, gradient, out in
        try dropout.backward(outputGradient: gradient, mask: mask, into: out)
      }
    }
  }

  func crossEntropy(scale: Double, _ inputs: CaseInputs) throws -> [String: CaseTensor] {
    let scores: Tensor<Scalar> = try inputs.plain("scores", rank: 2)
    let labels = try inputs.integers("labels", in: 0..<max(1, scores.shape[1]), rank: 1)
    let loss = SoftmaxCrossEntropy()
    var losses = Tensor<Double>(shape: [scores.shape[0]])
    let probabilities = try written(scores.shape) { out in
      try scores.withView { scores in
        try losses.withMutableView {
          _ = try loss.forward(scores: scores, labels: labels, losses: $0, probabilities: out)
        }
      }
    }
    let gradient = try written(scores.shape) { out in
      try probabilities.withView { try loss.backward(probabilities: $0, labels: labels, scale: scale, into: out) }
    }
    return [
      "losses": CaseTensor(losses), "probabilities": CaseTensor(probabilities), "scoresGradient": CaseTensor(gradient),
    ]
  }

  func rank(k: Int, _ inputs: CaseInputs) throws -> [String: CaseTensor] {
    let scores: Tensor<Scalar> = try inputs.plain("scores", rank: 2)
    let labels = try inputs.integers("labels", in: 0..<max(1, scores.shape[1]), rank: 1)
    guard labels.count == scores.shape[0] else { throw inputs.invalid("labels", expected: "one an image") }
    return try scores.withView { view in
      let best = try TopK(k: k).indices(view)
      return [
        "indices": CaseTensor(
          shape: [best.count, best.first?.count ?? 0], integers: best.flatMap { $0 }.map { Int64($0) }),
        "ranks": CaseTensor(
          shape: [labels.count], integers: try TopK.ranks(scores: view, labels: labels).map { Int64($0) }),
      ]
    }
  }

  /// Output and input gradient of an operation that keeps shapes.
  private func elementwise(
    _ inputs: CaseInputs, forward: (TensorView<Scalar>, MutableTensorView<Scalar>) throws -> Void,
    backward: (TensorView<Scalar>, TensorView<Scalar>, MutableTensorView<Scalar>) throws -> Void
  ) throws -> [String: CaseTensor] {
    let input: Tensor<Scalar> = try inputs.plain("input")
    let output = try written(input.shape) { out in try input.withView { try forward($0, out) } }
    var results = ["output": CaseTensor(output)]
    guard inputs["outputGradient"] != nil else { return results }
    let gradient: Tensor<Scalar> = try inputs.plain("outputGradient")
    let inputGradient = try output.withView { output in
      try gradient.withView { gradient in try written(input.shape) { try backward(output, gradient, $0) } }
    }
    results["inputGradient"] = CaseTensor(inputGradient)
    return results
  }
}
