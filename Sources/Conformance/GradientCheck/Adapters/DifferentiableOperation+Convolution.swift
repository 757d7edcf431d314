import Kernels
import Operations
import Tensors

extension DifferentiableOperation {
  /// A convolution as a function of input N,H,W,C, filter R,S,C/g,K and, unless it is nil, bias K.
  public static func convolution(
    _ name: String, _ convolution: Convolution, input: Tensor<Scalar>, filter: Tensor<Scalar>, bias: Tensor<Scalar>?
  ) -> DifferentiableOperation {
    DifferentiableOperation(
      name,
      arguments: [Argument("input", input), Argument("filter", filter)]
        + (bias.map { [Argument("bias", $0)] } ?? [])
    ) { values in
      try Tensor.withViews(values) { views in
        try .computed(convolution.outputShape(input: views[0].shape, filters: views[1].shape[3])) {
          try convolution.forward(
            input: views[0], filter: views[1], bias: views.count > 2 ? views[2] : nil, into: $0)
        }
      }
    } backward: { values, _, outputGradient in
      try Tensor.withViews(values + [outputGradient]) { views in
        let dy = views[values.count]
        var gradients = [
          try Tensor<Scalar>.computed(values[0].shape) {
            try convolution.inputGradient(outputGradient: dy, filter: views[1], into: $0)
          },
          try .computed(values[1].shape) {
            try convolution.filterGradient(input: views[0], outputGradient: dy, into: $0)
          },
        ]
        if values.count > 2 {
          gradients.append(
            try .computed(values[2].shape) { try Convolution.biasGradient(outputGradient: dy, into: $0) })
        }
        return gradients
      }
    }
  }

  /// A locally connected layer as a function of input N,H,W,C, filter P·Q,R,S,C/g,K and bias P·Q,K.
  public static func locallyConnected(
    _ name: String, _ layer: LocallyConnected, input: Tensor<Scalar>, filter: Tensor<Scalar>, bias: Tensor<Scalar>
  ) -> DifferentiableOperation {
    DifferentiableOperation(
      name, arguments: [Argument("input", input), Argument("filter", filter), Argument("bias", bias)]
    ) { values in
      try Tensor.withViews(values) { views in
        try .computed(layer.outputShape(input: views[0].shape, filters: views[1].shape[4])) {
          try layer.forward(input: views[0], filter: views[1], bias: views[2], into: $0)
        }
      }
    } backward: { values, _, outputGradient in
      try Tensor.withViews(values + [outputGradient]) { views in
        [
          try .computed(values[0].shape) {
            try layer.inputGradient(outputGradient: views[3], filter: views[1], into: $0)
          },
          try .computed(values[1].shape) {
            try layer.filterGradient(input: views[0], outputGradient: views[3], into: $0)
          },
          try .computed(values[2].shape) { try LocallyConnected.biasGradient(outputGradient: views[3], into: $0) },
        ]
      }
    }
  }
}
