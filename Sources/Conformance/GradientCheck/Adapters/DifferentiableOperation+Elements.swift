import Kernels
import Operations
import Tensors

extension DifferentiableOperation {
  /// The rectifier as a function of its input.
  public static func rectifier(_ name: String, input: Tensor<Scalar>) -> DifferentiableOperation {
    DifferentiableOperation(name, arguments: [Argument("input", input)], kinks: [.rectifier()]) { values in
      try values[0].withView { x in try .computed(x.shape) { try Rectifier().forward(x, into: $0) } }
    } backward: { _, output, outputGradient in
      try Tensor.withViews([output, outputGradient]) { views in
        [
          try .computed(output.shape) {
            try Rectifier().backward(output: views[0], outputGradient: views[1], into: $0)
          }
        ]
      }
    }
  }

  /// Dropout in training as a function of its input, under one mask.
  public static func dropout(
    _ name: String, _ dropout: Dropout, input: Tensor<Scalar>, mask: Tensor<Scalar>
  ) -> DifferentiableOperation {
    DifferentiableOperation(name, arguments: [Argument("input", input)]) { values in
      try Tensor.withViews([values[0], mask]) { views in
        try .computed(mask.shape) { try dropout.forwardTraining(views[0], mask: views[1], into: $0) }
      }
    } backward: { _, _, outputGradient in
      try Tensor.withViews([outputGradient, mask]) { views in
        [
          try .computed(mask.shape) {
            try dropout.backward(outputGradient: views[0], mask: views[1], into: $0)
          }
        ]
      }
    }
  }

  /// The softmax as a function of its scores …×K.
  public static func softmax(_ name: String, input: Tensor<Scalar>) -> DifferentiableOperation {
    DifferentiableOperation(name, arguments: [Argument("scores", input)]) { values in
      try values[0].withView { x in try .computed(x.shape) { try Softmax().forward(x, into: $0) } }
    } backward: { _, output, outputGradient in
      try Tensor.withViews([output, outputGradient]) { views in
        [
          try .computed(output.shape) {
            try Softmax().backward(output: views[0], outputGradient: views[1], into: $0)
          }
        ]
      }
    }
  }

  /// The loss of a softmax, summed over images and times `scale`, as a function of the scores N×K.
  public static func softmaxCrossEntropy(
    _ name: String, scores: Tensor<Scalar>, labels: [Int], scale: Double
  ) -> DifferentiableOperation {
    // The loss and the probabilities that backward needs.
    @Sendable func evaluate(_ scores: Tensor<Scalar>) throws -> (loss: Double, probabilities: Tensor<Scalar>) {
      var losses = Tensor<Double>(shape: [labels.count])
      var loss = 0.0
      let probabilities = try Tensor<Scalar>.computed(scores.shape) { probabilities in
        try losses.withMutableView { losses in
          loss = try scores.withView {
            try SoftmaxCrossEntropy().forward(
              scores: $0, labels: labels, losses: losses, probabilities: probabilities)
          }
        }
      }
      return (loss, probabilities)
    }
    return DifferentiableOperation(name, arguments: [Argument("scores", scores)]) { values in
      Tensor(shape: [1], elements: [Scalar(scale * (try evaluate(values[0])).loss)])
    } backward: { values, _, outputGradient in
      let probabilities = try evaluate(values[0]).probabilities
      return [
        try probabilities.withView { p in
          try .computed(p.shape) {
            try SoftmaxCrossEntropy().backward(
              probabilities: p, labels: labels, scale: scale * Double(outputGradient[0]), into: $0)
          }
        }
      ]
    }
  }
}
