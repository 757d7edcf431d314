import Kernels
import Operations
import Tensors

extension AlexNetBackend {
  func multiply(
    _ inputs: CaseInputs, alpha: Double, beta: Double, transposesLeft: Bool, transposesRight: Bool
  ) throws -> [String: CaseTensor] {
    let left: Tensor<Scalar> = try inputs.plain("left", rank: 2)
    let right: Tensor<Scalar> = try inputs.plain("right", rank: 2)
    let rows = left.shape[transposesLeft ? 1 : 0]
    let columns = right.shape[transposesRight ? 0 : 1]
    var output = Tensor<Scalar>(shape: [rows, columns])
    if let destination = inputs["destination"] {
      guard destination.shape == [rows, columns] else {
        throw inputs.invalid("destination", expected: "\(rows)×\(columns)")
      }
      output = destination.tensor()
    } else if beta != 0 {
      throw inputs.invalid("destination", expected: "there, since beta is not 0")
    }
    let gradient: Tensor<Scalar>? = try inputs["outputGradient"] == nil ? nil : inputs.plain("outputGradient", rank: 2)
    // Gradients of the factors as they are given: of a transposed one, the transpose.
    var leftGradient = Tensor<Scalar>(shape: left.shape)
    var rightGradient = Tensor<Scalar>(shape: right.shape)
    try left.withView { leftView in
      try right.withView { rightView in
        let (a, b) = (try Self.matrix(leftView), try Self.matrix(rightView))
        let (factor, other) = (transposesLeft ? a.transposed : a, transposesRight ? b.transposed : b)
        try output.withMutableView {
          try MatrixMultiply.multiply(
            factor, other, into: MutableMatrixView($0, rows: rows, columns: columns), alpha: Scalar(alpha),
            beta: Scalar(beta))
        }
        try gradient?.withView { gradientView in
          let slope = try Self.matrix(gradientView)
          try leftGradient.withMutableView { out in
            let out = try MutableMatrixView(out, rows: left.shape[0], columns: left.shape[1])
            if transposesLeft {
              try MatrixMultiply.multiply(other, slope.transposed, into: out, alpha: Scalar(alpha))
            } else {
              try MatrixMultiply.gradients(
                left: factor, right: other, productGradient: slope, alpha: Scalar(alpha), into: out, nil)
            }
          }
          try rightGradient.withMutableView { out in
            let out = try MutableMatrixView(out, rows: right.shape[0], columns: right.shape[1])
            if transposesRight {
              try MatrixMultiply.multiply(slope.transposed, factor, into: out, alpha: Scalar(alpha))
            } else {
              try MatrixMultiply.gradients(
                left: factor, right: other, productGradient: slope, alpha: Scalar(alpha), into: nil, out)
            }
          }
        }
      }
    }
    var results = ["output": CaseTensor(output)]
    if gradient != nil {
      results["leftGradient"] = CaseTensor(leftGradient)
      results["rightGradient"] = CaseTensor(rightGradient)
    }
    return results
  }

  private static func matrix(_ view: TensorView<Scalar>) throws -> MatrixView<Scalar> {
    try MatrixView(view, rows: view.shape[0], columns: view.shape[1])
  }

  func connect(_ inputs: CaseInputs) throws -> [String: CaseTensor] {
    let given = try inputs.tensor("input")
    let weightsGiven = try inputs.tensor("weights", rank: 2)
    let (outputs, count) = (weightsGiven.shape[0], weightsGiven.shape[1])
    // Images count as C,H,W in the field's weights and as H,W,C here.
    let isImages = given.shape.count == 4
    guard isImages || given.shape.count == 2, given.shape.dropFirst().reduce(1, *) == count else {
      throw inputs.invalid("input", expected: "N×\(count), or N,C,H,W of as many values")
    }
    let image = isImages ? Array(given.shape.dropFirst()) : [count, 1, 1]
    let input: Tensor<Scalar> = try isImages ? inputs.images("input") : given.tensor()
    let weights: Tensor<Scalar> =
      weightsGiven.reshaped([outputs] + image).permuted(FieldAxes.filtersIn).reshaped([count, outputs]).tensor()
    let bias: Tensor<Scalar>? = try inputs["bias"] == nil ? nil : inputs.plain("bias", rank: 1)
    let images = given.shape[0]
    let output = try written([images, outputs]) { out in
      try input.withView { input in
        try weights.withView { weights in
          try withOptional(bias) {
            try FullyConnected.forward(input: input, weights: weights, bias: $0, into: out)
          }
        }
      }
    }
    var results = ["output": CaseTensor(output)]
    guard inputs["outputGradient"] != nil else { return results }
    let gradient: Tensor<Scalar> = try inputs.plain("outputGradient", rank: 2)
    try gradient.withView { gradient in
      let inputGradient = try written(input.shape) { out in
        try weights.withView { try FullyConnected.inputGradient(outputGradient: gradient, weights: $0, into: out) }
      }
      results["inputGradient"] = isImages ? .images(inputGradient) : CaseTensor(inputGradient)
      let weightsGradient = try written(weights.shape) { out in
        try input.withView { try FullyConnected.weightsGradient(input: $0, outputGradient: gradient, into: out) }
      }
      results["weightsGradient"] = CaseTensor(weightsGradient).reshaped([image[1], image[2], image[0], outputs])
        .permuted(FieldAxes.filtersOut).reshaped([outputs, count])
      guard bias != nil else { return }
      results["biasGradient"] = CaseTensor(
        try written([outputs]) { try FullyConnected.biasGradient(outputGradient: gradient, into: $0) })
    }
    return results
  }

  /// Calls `body` with a view of a tensor, or nil.
  func withOptional<Result>(
    _ tensor: Tensor<Scalar>?, _ body: (TensorView<Scalar>?) throws -> Result
  ) rethrows -> Result {
    guard let tensor else { return try body(nil) }
    return try tensor.withView { try body($0) }
  }
}
