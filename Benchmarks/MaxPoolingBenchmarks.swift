import Operations
import Tensors

/// The three overlapping poolings of the network of 2012, 32 images.
enum MaxPoolingBenchmarks {
  static func rows() throws -> [Benchmark] {
    try [("pool1", 55, 96), ("pool2", 27, 256), ("pool5", 13, 256)].flatMap { name, size, channels in
      let operation = MaxPooling(geometry: WindowGeometry(3, stride: 2))
      let inputShape: Shape = [32, size, size, channels]
      let outputShape = try operation.outputShape(inputShape)
      let scalar = MemoryLayout<Float>.stride
      return [
        Benchmark(
          "pooling/\(name)/forward/batch32", .memory(bytes: Double(scalar * (inputShape.count + outputShape.count))),
          target: .fraction(0.6)
        ) {
          let input = Operand<Float>(shape: inputShape, index: 0)
          let output = Operand<Float>(shape: outputShape, index: 1)
          return { try operation.forward(input.view, into: output.mutableView) }
        },
        Benchmark(
          "pooling/\(name)/backward/batch32",
          .memory(bytes: Double(scalar * 2 * (inputShape.count + outputShape.count))), target: .fraction(0.6)
        ) {
          let input = Operand<Float>(shape: inputShape, index: 0)
          let output = Operand<Float>(shape: outputShape, index: 1)
          let outputGradient = Operand<Float>(shape: outputShape, index: 2)
          let inputGradient = Operand<Float>(shape: inputShape, index: 3)
          try operation.forward(input.view, into: output.mutableView)
          return {
            try operation.backward(
              input: input.view, output: output.view, outputGradient: outputGradient.view,
              into: inputGradient.mutableView)
          }
        },
      ]
    }
  }
}
