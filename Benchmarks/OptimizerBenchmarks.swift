import KernelBodies
import Kernels
import Tensors

/// One step of momentum SGD over fc6's weights, in both forms.
enum OptimizerBenchmarks {
  static func rows() -> [Benchmark] {
    [
      row("velocity") { kernels, count, gradient, momentum, weights in
        kernels.velocityStep(count, 1e-6, 0.9, 5e-4, gradient, momentum, weights)
      },
      row("buffer") { kernels, count, gradient, momentum, weights in
        kernels.bufferStep(count, 1e-6, 0.9, 5e-4, gradient, momentum, weights)
      },
    ]
  }

  private static func row(
    _ name: String,
    _ step:
      @escaping (
        KernelTable<Float>, Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>
      ) -> Void
  ) -> Benchmark {
    let count = 9216 * 4096
    // Gradient, momentum and weights are read, the last two written.
    let bytes = Double(5 * count * MemoryLayout<Float>.stride)
    return Benchmark("optimizer/\(name)/fc6", .memory(bytes: bytes), target: .fraction(0.6)) {
      let gradient = Operand<Float>(shape: [count], index: 0)
      let momentum = Operand<Float>(shape: [count], index: 1)
      let weights = Operand<Float>(shape: [count], index: 2)
      return {
        let kernels = Float.kernels
        let (g, m, w) = (gradient.view.base, momentum.mutableView.base, weights.mutableView.base)
        Parallel.forEachRange(count, grain: 16384) { range in
          step(kernels, range.count, g + range.lowerBound, m + range.lowerBound, w + range.lowerBound)
        }
      }
    }
  }
}
