import Kernels
import Tensors

/// Values to check operations with, the same on every machine.
public enum CheckValues {
  /// Numbers between −1 and 1, each equally likely, times `scale`.
  ///
  /// They are multiples of 2⁻²³ before they are scaled: the same numbers in Float and Double if the scale is a power of 2.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public static func random<Scalar: KernelScalar>(
    _ shape: Shape, of: Scalar.Type, seed: UInt64, scale: Double = 1
  ) -> Tensor<Scalar> {
    let stream = RandomStream(seed: seed, purpose: .verification)
    var tensor = Tensor<Scalar>(shape: shape)
    let numbersAtOnce = 4096
    tensor.withMutableView { view in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: numbersAtOnce) { numbers in
        for first in stride(from: 0, to: view.count, by: numbersAtOnce) {
          let count = min(numbersAtOnce, view.count - first)
          stream.uniforms(startingAt: first, into: UnsafeMutableBufferPointer(rebasing: numbers[..<count]))
          for index in 0..<count {
            view.base[first + index] = Scalar(scale * ((numbers[index] * 0x1p24).rounded(.down) * 0x1p-23 - 1))
          }
        }
      }
    }
    return tensor
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
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public static func magnitudes<Scalar: KernelScalar>(_ tensor: Tensor<Scalar>) -> Tensor<Scalar> {
    var magnitudes = Tensor<Scalar>(shape: tensor.shape)
    magnitudes.withMutableView { out in
      tensor.withView { view in
        for index in 0..<view.count { out.base[index] = abs(view.base[index]) }
      }
    }
    return magnitudes
  }
}
