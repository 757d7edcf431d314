import Kernels
import Tensors

/// Values to check operations with, the same on every machine.
public enum CheckValues {
  /// Numbers between −1 and 1, each equally likely, times `scale`.
  public static func random<Scalar: KernelScalar>(
    _ shape: Shape, of: Scalar.Type, seed: UInt64, scale: Double = 1
  ) -> Tensor<Scalar> {
    let stream = RandomStream(seed: seed, purpose: .verification)
    let numbers = [Double](unsafeUninitializedCapacity: shape.count) { memory, count in
      stream.uniforms(startingAt: 0, into: UnsafeMutableBufferPointer(rebasing: memory[0..<shape.count]))
      count = shape.count
    }
    return Tensor(shape: shape, elements: numbers.map { Scalar(scale * (2 * $0 - 1)) })
  }

  /// Numbers in random order, a `gap` apart from each other and half of it from 0: no maximum has a tie, no rectifier
  /// sits at 0.
  public static func separated<Scalar: KernelScalar>(
    _ shape: Shape, of: Scalar.Type, gap: Double, seed: UInt64
  ) -> Tensor<Scalar> {
    let order = RandomStream(seed: seed, purpose: .verification).permutation(count: shape.count)
    let middle = Double(shape.count / 2) - 0.5
    return Tensor(shape: shape, elements: order.map { Scalar(gap * (Double($0) - middle)) })
  }

  /// The absolute values.
  public static func magnitudes<Scalar: KernelScalar>(_ tensor: Tensor<Scalar>) -> Tensor<Scalar> {
    Tensor(shape: tensor.shape, elements: tensor.elements.map { abs($0) })
  }
}
