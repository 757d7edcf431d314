import Operations

/// Response normalization behind conv1 and conv2, 32 images.
enum ResponseNormalizationBenchmarks {
  static func rows() -> [Benchmark] {
    [("lrn1", 55, 96), ("lrn2", 27, 256)].flatMap { name, size, channels in
      let operation = ResponseNormalization(
        k: 2, alpha: 1e-4, beta: 0.75, window: 5, dividesAlphaByWindow: false, extent: .acrossChannels(groups: 1))
      let scalars = 32 * size * size * channels
      let bytes = Double(scalars * MemoryLayout<Float>.stride)
      return [
        Benchmark("normalization/\(name)/forward/batch32", .memory(bytes: 2 * bytes), target: .fraction(0.6)) {
          let input = Operand<Float>(shape: [32, size, size, channels], index: 0)
          let output = Operand<Float>(shape: [32, size, size, channels], index: 1)
          return { try operation.forward(input.view, into: output.mutableView) }
        },
        Benchmark("normalization/\(name)/backward/batch32", .memory(bytes: 3 * bytes), target: .fraction(0.6)) {
          let input = Operand<Float>(shape: [32, size, size, channels], index: 0)
          let outputGradient = Operand<Float>(shape: [32, size, size, channels], index: 1)
          let inputGradient = Operand<Float>(shape: [32, size, size, channels], index: 2)
          return {
            try operation.backward(
              input: input.view, outputGradient: outputGradient.view, into: inputGradient.mutableView)
          }
        },
      ]
    }
  }
}
