import Kernels
import Operations
import Tensors

extension AlexNetBackend {
  func normalize(_ normalization: ResponseNormalization, _ inputs: CaseInputs) throws -> [String: CaseTensor] {
    try throughImages(inputs, shape: normalization.outputShape) { input, out in
      try normalization.forward(input, into: out)
    } backward: { input, _, gradient, out in
      try normalization.backward(input: input, outputGradient: gradient, into: out)
    }
  }

  func pool(_ pooling: MaxPooling, _ inputs: CaseInputs) throws -> [String: CaseTensor] {
    try throughImages(inputs, shape: pooling.outputShape) { input, out in
      try pooling.forward(input, into: out)
    } backward: { input, output, gradient, out in
      try pooling.backward(input: input, output: output, outputGradient: gradient, into: out)
    }
  }

  func pool(_ pooling: AveragePooling, _ inputs: CaseInputs) throws -> [String: CaseTensor] {
    try throughImages(inputs, shape: pooling.outputShape) { input, out in
      try pooling.forward(input, into: out)
    } backward: { _, _, gradient, out in
      try pooling.backward(outputGradient: gradient, into: out)
    }
  }

  /// Output and input gradient of an operation on images.
  private func throughImages(
    _ inputs: CaseInputs, shape: (Shape) throws -> Shape,
    forward: (TensorView<Scalar>, MutableTensorView<Scalar>) throws -> Void,
    backward: (TensorView<Scalar>, TensorView<Scalar>, TensorView<Scalar>, MutableTensorView<Scalar>) throws -> Void
  ) throws -> [String: CaseTensor] {
    let input: Tensor<Scalar> = try inputs.images("input")
    return try input.withView { inputView in
      let output = try written(try shape(input.shape)) { try forward(inputView, $0) }
      var results = ["output": CaseTensor.images(output)]
      guard inputs["outputGradient"] != nil else { return results }
      let gradient: Tensor<Scalar> = try inputs.images("outputGradient")
      let inputGradient = try output.withView { output in
        try gradient.withView { gradient in
          try written(input.shape) { try backward(inputView, output, gradient, $0) }
        }
      }
      results["inputGradient"] = .images(inputGradient)
      return results
    }
  }
}
