import KernelBodies
import Kernels
import Tensors

/// Filters of a convolution in the order in which its kernels read them, for a network whose filters stay what they are.
///
/// A pass then packs nothing: direct convolution reads blocks of output channels, Winograd's algorithms read transformed filters.
/// Outputs have the bits of those with the filters themselves. The order is that of one instruction set, whose kernels read it.
public struct PackedFilter<Scalar: KernelScalar>: Sendable {
  /// The convolution, its algorithm chosen.
  let convolution: Convolution
  /// R,S,C/g,K.
  let shape: Shape
  let kernels: KernelTable<Scalar>
  private let storage: AlignedStorage<Scalar>

  /// Packs filters for inputs of one size; nil where the algorithm (a patch matrix) reads them as they lie.
  ///
  /// - Parameters:
  ///   - filter: R,S,C/g,K.
  ///   - convolution: what they are for.
  ///   - input: N,H,W,C; packed filters serve any N.
  /// - Throws: `ShapeError` if the shapes do not fit.
  public init?(_ filter: TensorView<Scalar>, for convolution: Convolution, input: Shape) throws(ShapeError) {
    let extents = try ConvolutionExtents(convolution, input: input, filter: filter.shape)
    guard let way: any PackingConvolution<Scalar> = try convolution.packingConvolution(extents) else { return nil }
    self.convolution = convolution.computed(by: convolution.algorithm ?? extents.automaticAlgorithm)
    kernels = Scalar.kernels
    shape = filter.shape
    storage = AlignedStorage(count: way.packedCount)
    way.pack(filter.base, into: storage.base)
  }

  /// Bytes of the packed filters.
  public var byteCount: Int { storage.count * MemoryLayout<Scalar>.stride }

  /// The packed filters.
  var base: UnsafePointer<Scalar> { UnsafePointer(storage.base) }
}

extension Convolution {
  /// `output ← convolution of input with packed filters, + bias`, negative values as zero if `rectifies`.
  ///
  /// - Parameters:
  ///   - input: N,H,W,C.
  ///   - filter: filters packed for this convolution and an input of this size.
  ///   - bias: K, or nil for none.
  ///   - rectifies: whether ReLU is applied on the way out.
  ///   - output: N,P,Q,K.
  /// - Throws: `ShapeError` if the shapes do not fit, or the filters were packed for another convolution or algorithm.
  public func forward<Scalar: KernelScalar>(
    input: TensorView<Scalar>, filter: PackedFilter<Scalar>, bias: TensorView<Scalar>?, rectifies: Bool = false,
    into output: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let extents = try ConvolutionExtents(self, input: input.shape, filter: filter.shape)
    try extents.check(output: output.shape, argument: "output")
    if let bias { try extents.check(bias: bias.shape, argument: "bias") }
    let chosen = computed(by: algorithm ?? extents.automaticAlgorithm)
    guard chosen == filter.convolution, let way = try chosen.packingConvolution(extents, kernels: filter.kernels) else {
      throw ShapeError(
        operation: "convolution", argument: "filter", given: "packed for \(filter.convolution)", expected: "\(chosen)")
    }
    way.forward(input: input, packed: filter.base, bias: bias, rectifies: rectifies, into: output)
  }
}
