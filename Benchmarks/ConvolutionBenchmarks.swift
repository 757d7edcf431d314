/// The convolutions of the network of 2012 in Float: all passes with 32 images, forward with one.
enum ConvolutionBenchmarks {
  static func rows() throws -> [Benchmark] {
    try ConvolutionShape.alexNet.flatMap { shape in
      try ConvolutionPass.allCases.map { try row(shape, $0, images: 32, target: target(shape, $0)) }
        + [row(shape, .forward, images: 1, target: nil)]
    }
  }

  private static func row(
    _ shape: ConvolutionShape, _ pass: ConvolutionPass, images: Int, target: Target?
  ) throws -> Benchmark {
    Benchmark(
      "convolution/\(shape.name)/\(pass.rawValue)/batch\(images)", .float(operations: try shape.operations(images)),
      target: target,
      contenders: { try pass.prepare(shape, images: images, algorithms: [nil]).map { Contender(run: $0) } })
  }

  private static func target(_ shape: ConvolutionShape, _ pass: ConvolutionPass) -> Target? {
    if shape.name != "conv1" { return .fraction(pass == .forward ? 0.88 : 0.8) }
    // The images' gradient is nothing that training needs.
    return pass == .inputGradient ? nil : .fraction(0.65)
  }
}
