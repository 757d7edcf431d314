import Kernels
import Operations
import Tensors

extension DifferentiableOperation {
  /// The matrix product α·A·B as a function of both factors, each held transposed if so named.
  ///
  /// - Parameters:
  ///   - name: what reports call it.
  ///   - left: A, M×K, or Aᵀ, K×M.
  ///   - right: B, K×N, or Bᵀ, N×K.
  ///   - isLeftTransposed: whether `left` is Aᵀ.
  ///   - isRightTransposed: whether `right` is Bᵀ.
  ///   - alpha: α.
  public static func matrixMultiply(
    _ name: String, left: Tensor<Scalar>, right: Tensor<Scalar>, isLeftTransposed: Bool = false,
    isRightTransposed: Bool = false, alpha: Scalar = 1
  ) -> DifferentiableOperation {
    @Sendable func matrix(_ view: TensorView<Scalar>, isTransposed: Bool) throws -> MatrixView<Scalar> {
      let matrix = try MatrixView(view, rows: view.shape[0], columns: view.shape[1])
      return isTransposed ? matrix.transposed : matrix
    }
    return DifferentiableOperation(
      name, arguments: [Argument("left factor", left), Argument("right factor", right)]
    ) { values in
      try Tensor.withViews(values) { views in
        let a = try matrix(views[0], isTransposed: isLeftTransposed)
        let b = try matrix(views[1], isTransposed: isRightTransposed)
        return try .computed([a.rows, b.columns]) {
          try MatrixMultiply.multiply(
            a, b, into: MutableMatrixView($0, rows: a.rows, columns: b.columns), alpha: alpha)
        }
      }
    } backward: { values, _, outputGradient in
      try Tensor.withViews(values + [outputGradient]) { views in
        let a = try matrix(views[0], isTransposed: isLeftTransposed)
        let b = try matrix(views[1], isTransposed: isRightTransposed)
        let dc = try matrix(views[2], isTransposed: false)
        // The gradient of a factor that is held transposed is the transpose: (dA)ᵀ = α·B·dCᵀ, (dB)ᵀ = α·dCᵀ·A.
        return [
          try .computed(values[0].shape) { out in
            let out = try MutableMatrixView(out, rows: values[0].shape[0], columns: values[0].shape[1])
            if isLeftTransposed {
              try MatrixMultiply.multiply(b, dc.transposed, into: out, alpha: alpha)
            } else {
              try MatrixMultiply.gradients(left: a, right: b, productGradient: dc, alpha: alpha, into: out, nil)
            }
          },
          try .computed(values[1].shape) { out in
            let out = try MutableMatrixView(out, rows: values[1].shape[0], columns: values[1].shape[1])
            if isRightTransposed {
              try MatrixMultiply.multiply(dc.transposed, a, into: out, alpha: alpha)
            } else {
              try MatrixMultiply.gradients(left: a, right: b, productGradient: dc, alpha: alpha, into: nil, out)
            }
          },
        ]
      }
    }
  }

  /// A fully connected layer as a function of input N×I, weights I×O and, unless it is nil, bias O.
  public static func fullyConnected(
    _ name: String, input: Tensor<Scalar>, weights: Tensor<Scalar>, bias: Tensor<Scalar>?
  ) -> DifferentiableOperation {
    DifferentiableOperation(
      name,
      arguments: [Argument("input", input), Argument("weights", weights)]
        + (bias.map { [Argument("bias", $0)] } ?? [])
    ) { values in
      try Tensor.withViews(values) { views in
        try .computed([values[0].shape[0], values[1].shape[1]]) {
          try FullyConnected.forward(
            input: views[0], weights: views[1], bias: views.count > 2 ? views[2] : nil, into: $0)
        }
      }
    } backward: { values, _, outputGradient in
      try Tensor.withViews(values + [outputGradient]) { views in
        let dy = views[values.count]
        var gradients = [
          try Tensor<Scalar>.computed(values[0].shape) {
            try FullyConnected.inputGradient(outputGradient: dy, weights: views[1], into: $0)
          },
          try .computed(values[1].shape) {
            try FullyConnected.weightsGradient(input: views[0], outputGradient: dy, into: $0)
          },
        ]
        if values.count > 2 {
          gradients.append(
            try .computed(values[2].shape) { try FullyConnected.biasGradient(outputGradient: dy, into: $0) })
        }
        return gradients
      }
    }
  }
}
