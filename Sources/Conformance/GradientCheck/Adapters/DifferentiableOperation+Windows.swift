import Kernels
import Operations
import Tensors

extension DifferentiableOperation {
  /// A response normalization as a function of its input N,H,W,C.
  public static func responseNormalization(
    _ name: String, _ normalization: ResponseNormalization, input: Tensor<Scalar>
  ) -> DifferentiableOperation {
    DifferentiableOperation(name, arguments: [Argument("input", input)]) { values in
      try values[0].withView { x in
        try .computed(normalization.outputShape(x.shape)) { try normalization.forward(x, into: $0) }
      }
    } backward: { values, _, outputGradient in
      try Tensor.withViews([values[0], outputGradient]) { views in
        [
          try .computed(values[0].shape) {
            try normalization.backward(input: views[0], outputGradient: views[1], into: $0)
          }
        ]
      }
    }
  }

  /// Max pooling as a function of its input N,H,W,C.
  public static func maxPooling(
    _ name: String, _ pooling: MaxPooling, input: Tensor<Scalar>
  ) -> DifferentiableOperation {
    DifferentiableOperation(name, arguments: [Argument("input", input)], kinks: [.maximum(pooling.geometry)]) {
      values in
      try values[0].withView { x in
        try .computed(pooling.outputShape(x.shape)) { try pooling.forward(x, into: $0) }
      }
    } backward: { values, output, outputGradient in
      try Tensor.withViews([values[0], output, outputGradient]) { views in
        [
          try .computed(values[0].shape) {
            try pooling.backward(input: views[0], output: views[1], outputGradient: views[2], into: $0)
          }
        ]
      }
    }
  }

  /// Average pooling as a function of its input N,H,W,C.
  public static func averagePooling(
    _ name: String, _ pooling: AveragePooling, input: Tensor<Scalar>
  ) -> DifferentiableOperation {
    DifferentiableOperation(name, arguments: [Argument("input", input)]) { values in
      try values[0].withView { x in
        try .computed(pooling.outputShape(x.shape)) { try pooling.forward(x, into: $0) }
      }
    } backward: { values, _, outputGradient in
      try outputGradient.withView { dy in
        [try .computed(values[0].shape) { try pooling.backward(outputGradient: dy, into: $0) }]
      }
    }
  }
}
