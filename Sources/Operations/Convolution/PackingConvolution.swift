import KernelBodies
import Kernels
import Tensors

/// A way to compute convolutions whose kernels read filters in an order of their own.
protocol PackingConvolution<Scalar> {
  associatedtype Scalar: KernelScalar

  /// Scalars of packed filters.
  var packedCount: Int { get }

  /// Writes filters, R,S,C/g,K, as forward reads them.
  func pack(_ filter: UnsafePointer<Scalar>, into packed: UnsafeMutablePointer<Scalar>)

  /// See `Convolution.forward`; the extents have been checked.
  func forward(
    input: TensorView<Scalar>, packed: UnsafePointer<Scalar>, bias: TensorView<Scalar>?, rectifies: Bool,
    into output: MutableTensorView<Scalar>)
}

extension PackingConvolution {
  /// The same with filters that are packed for this once.
  func forward(
    input: TensorView<Scalar>, filter: TensorView<Scalar>, bias: TensorView<Scalar>?, rectifies: Bool,
    into output: MutableTensorView<Scalar>
  ) {
    Scratch.with(packedCount, of: Scalar.self) { packed in
      pack(filter.base, into: packed)
      forward(input: input, packed: packed, bias: bias, rectifies: rectifies, into: output)
    }
  }
}

extension Convolution {
  /// The way to compute by this convolution's algorithm; nil where filters are not packed for it.
  func packingConvolution<Scalar: KernelScalar>(
    _ extents: ConvolutionExtents, kernels: KernelTable<Scalar> = Scalar.kernels
  ) throws(ShapeError) -> (any PackingConvolution<Scalar>)? {
    let algorithm = algorithm ?? extents.automaticAlgorithm
    return switch algorithm {
    case .direct: DirectConvolution(extents, kernels: kernels)
    case .winograd4x4, .winograd6x6: try WinogradConvolution(extents, algorithm, kernels: kernels)
    case .patchMatrix: nil
    }
  }
}
