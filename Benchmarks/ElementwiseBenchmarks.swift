import Operations
import Tensors

/// ReLU behind conv1 with 32 images, and dropout behind fc6 with 128.
enum ElementwiseBenchmarks {
  static func rows() -> [Benchmark] { rectifier + dropout }

  private static var rectifier: [Benchmark] {
    let shape: Shape = [32, 55, 55, 96]
    let bytes = Double(shape.count * MemoryLayout<Float>.stride)
    return [
      Benchmark("elementwise/relu1/forward/batch32", .memory(bytes: 2 * bytes), target: .fraction(0.6)) {
        let values = Operand<Float>(shape: shape, index: 0)
        return { try Rectifier().forward(values.view, into: values.mutableView) }
      },
      Benchmark("elementwise/relu1/backward/batch32", .memory(bytes: 3 * bytes), target: .fraction(0.6)) {
        let output = Operand<Float>(shape: shape, index: 0)
        let gradient = Operand<Float>(shape: shape, index: 1)
        return {
          try Rectifier().backward(
            output: output.view, outputGradient: gradient.view, into: gradient.mutableView)
        }
      },
    ]
  }

  private static var dropout: [Benchmark] {
    let operation = Dropout(rate: 0.5, scaling: .training)
    let shape: Shape = [128, 4096]
    let bytes = Double(shape.count * MemoryLayout<Float>.stride)
    return [
      Benchmark("elementwise/dropout6/mask/batch128", .memory(bytes: bytes), target: .fraction(0.6)) {
        let mask = Operand<Float>(shape: shape, index: 0)
        let stream = RandomStream(seed: 0, purpose: .dropout)
        return { try operation.makeMask(into: mask.mutableView, stream: stream, firstImage: 0) }
      },
      Benchmark("elementwise/dropout6/forward/batch128", .memory(bytes: 3 * bytes), target: .fraction(0.6)) {
        let values = Operand<Float>(shape: shape, index: 0)
        let mask = Operand<Float>(shape: shape, index: 1)
        // A mask of ones, because numbers below one would shrink the values to subnormal ones.
        try Dropout(rate: 0, scaling: .training).makeMask(
          into: mask.mutableView, stream: RandomStream(seed: 0, purpose: .dropout), firstImage: 0)
        return { try operation.forwardTraining(values.view, mask: mask.view, into: values.mutableView) }
      },
    ]
  }
}
