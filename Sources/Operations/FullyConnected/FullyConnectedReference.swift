import Tensors

extension FullyConnected {
  /// `y[n][o] = b[o] + Σ_i x[n][i]·W[i][o]`, as written.
  package static func reference<Scalar: TensorScalar>(
    input: Tensor<Scalar>, weights: Tensor<Scalar>, bias: Tensor<Scalar>?
  ) -> Tensor<Scalar> {
    let (images, inputs, outputs) = (input.shape[0], weights.shape[0], weights.shape[1])
    var output = Tensor<Scalar>(shape: [images, outputs])
    for n in 0..<images {
      for o in 0..<outputs {
        var sum = bias?[o] ?? 0
        for i in 0..<inputs { sum += input[n * inputs + i] * weights[i * outputs + o] }
        output[n * outputs + o] = sum
      }
    }
    return output
  }

  /// Gradients of `reference`, term by term.
  package static func referenceGradients<Scalar: TensorScalar>(
    input: Tensor<Scalar>, weights: Tensor<Scalar>, outputGradient: Tensor<Scalar>
  ) -> (input: Tensor<Scalar>, weights: Tensor<Scalar>, bias: Tensor<Scalar>) {
    let (images, inputs, outputs) = (input.shape[0], weights.shape[0], weights.shape[1])
    var inputGradient = Tensor<Scalar>(shape: input.shape)
    var weightsGradient = Tensor<Scalar>(shape: weights.shape)
    var biasGradient = Tensor<Scalar>(shape: [outputs])
    for n in 0..<images {
      for o in 0..<outputs {
        let slope = outputGradient[n * outputs + o]
        biasGradient[o] += slope
        for i in 0..<inputs {
          inputGradient[n * inputs + i] += slope * weights[i * outputs + o]
          weightsGradient[i * outputs + o] += slope * input[n * inputs + i]
        }
      }
    }
    return (inputGradient, weightsGradient, biasGradient)
  }
}
