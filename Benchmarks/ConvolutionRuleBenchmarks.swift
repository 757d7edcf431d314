import Operations

/// Direct convolution beside the patch matrix over many shapes: what the rule that chooses between them rests on.
enum ConvolutionRuleBenchmarks {
  static func rows() throws -> [Benchmark] {
    try (ConvolutionShape.alexNet + ConvolutionShape.others).flatMap { shape in
      try [(ConvolutionPass.forward, 1), (.forward, 32), (.inputGradient, 32), (.filterGradient, 32)].map {
        pass, images in
        Benchmark(
          "convolution-rule/\(shape.name)/\(pass.rawValue)/batch\(images)",
          .float(operations: try shape.operations(images)),
          contenders: {
            let runs = try pass.prepare(shape, images: images, algorithms: [.direct, .patchMatrix])
            return zip(["direct", "patch-matrix"], runs).map { Contender($0, run: $1) }
          })
      }
    }
  }
}
