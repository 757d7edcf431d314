import Networks
import Operations

/// Winograd's algorithms beside direct convolution. Rates count direct convolution's multiplications, so that the fraction of
/// the peak may pass 100 %.
enum WinogradBenchmarks {
  static func rows() throws -> [Benchmark] {
    try ConvolutionShape.alexNet.dropFirst().flatMap { shape in
      try [1, 32].map { images in
        let algorithms = [Convolution.Algorithm.direct, .winograd4x4, .winograd6x6].filter {
          $0.computes(shape.geometry)
        }
        return Benchmark(
          "winograd/\(shape.name)/forward/batch\(images)", .float(operations: try shape.operations(images)),
          contenders: {
            let runs = try ConvolutionPass.forward.prepare(shape, images: images, algorithms: algorithms)
            return zip(algorithms, runs).map { Contender($0.rawValue, run: $1) }
          })
      }
    }
  }
}
