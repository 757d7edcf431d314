import Kernels
import Tensors

/// Convolution (cross-correlation, as in all frameworks) of channels-last images.
///
///     y[n,p,q,k] = b[k] + Σ_{r,s,c} x[n, p·stride − top + r, q·stride − left + s, group(k)·C/g + c] · w[r,s,c,k]
///
/// with zeros outside the image. Legend: images N,H,W,C; filters R,S,C/g,K; outputs N,P,Q,K. The K filters are cut into g
/// groups of K/g; group i reads channels i·C/g … (i+1)·C/g − 1 (the two towers of the paper's section 3.2 are g = 2).
///
/// **Definition of the bits.** An output starts at its bias and adds its terms in the order r, s, c, each with one rounding,
/// padding's zeros included. Filter gradients: see `FilterGradientJob`; images are added in order, so the gradient of a batch
/// equals, bit for bit, those of its parts accumulated. Direct convolution and patch matrix agree to the bit forward; their
/// gradients differ in the order of additions. Winograd's algorithms, which are used where they are asked for alone, have bits of
/// their own: see `WinogradConvolution`.
///
/// Backward keeps the input.
public struct Convolution: Hashable, Sendable {
  /// Filter size, stride, padding, and what happens to a remainder.
  public var geometry: WindowGeometry
  /// Groups that channels and filters are cut into.
  public var groups: Int
  /// The way to compute; nil chooses one of the exact ones by shape (`automaticAlgorithm`).
  public var algorithm: Algorithm?

  /// A convolution of the given parameters.
  public init(geometry: WindowGeometry, groups: Int = 1, algorithm: Algorithm? = nil) {
    self.geometry = geometry
    self.groups = groups
    self.algorithm = algorithm
  }

  /// The shape of the output for an input N,H,W,C and `filters` output channels.
  ///
  /// - Throws: `ShapeError` if they do not fit the geometry or the groups.
  public func outputShape(input: Shape, filters: Int) throws(ShapeError) -> Shape {
    let extents = try ConvolutionExtents(self, input: input, filters: filters)
    return extents.output
  }

  /// The shape of the filters for an input N,H,W,C and `filters` output channels.
  ///
  /// - Throws: `ShapeError` if they do not fit the geometry or the groups.
  public func filterShape(input: Shape, filters: Int) throws(ShapeError) -> Shape {
    try ConvolutionExtents(self, input: input, filters: filters).filter
  }

  /// `output ← convolution of input with filter, + bias`, negative values as zero if `rectifies`.
  ///
  /// - Parameters:
  ///   - input: N,H,W,C.
  ///   - filter: R,S,C/g,K.
  ///   - bias: K, or nil for none.
  ///   - rectifies: whether ReLU is applied on the way out.
  ///   - output: N,P,Q,K.
  /// - Throws: `ShapeError` if the shapes do not fit.
  public func forward<Scalar: KernelScalar>(
    input: TensorView<Scalar>, filter: TensorView<Scalar>, bias: TensorView<Scalar>?, rectifies: Bool = false,
    into output: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let extents = try ConvolutionExtents(self, input: input.shape, filter: filter.shape)
    try extents.check(output: output.shape, argument: "output")
    if let bias { try extents.check(bias: bias.shape, argument: "bias") }
    if let way: any PackingConvolution<Scalar> = try packingConvolution(extents) {
      way.forward(input: input, filter: filter, bias: bias, rectifies: rectifies, into: output)
    } else {
      try PatchConvolution<Scalar>(extents).forward(
        input: input, filter: filter, bias: bias, rectifies: rectifies, into: output)
    }
  }

  /// `inputGradient ← Σ outputGradient · filter` over all windows that read an input.
  ///
  /// - Throws: `ShapeError` if the shapes do not fit.
  public func inputGradient<Scalar: KernelScalar>(
    outputGradient: TensorView<Scalar>, filter: TensorView<Scalar>, into inputGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let extents = try ConvolutionExtents(self, input: inputGradient.shape, filter: filter.shape)
    try extents.check(output: outputGradient.shape, argument: "output gradient")
    if extents.gradientAlgorithm == .patchMatrix {
      try PatchConvolution<Scalar>(extents).inputGradient(
        outputGradient: outputGradient, filter: filter, into: inputGradient)
    } else {
      DirectConvolution<Scalar>(extents).inputGradient(
        outputGradient: outputGradient, filter: filter, into: inputGradient)
    }
  }

  /// `filterGradient ← Σ input · outputGradient` over all images and windows, or added to it.
  ///
  /// - Throws: `ShapeError` if the shapes do not fit.
  public func filterGradient<Scalar: KernelScalar>(
    input: TensorView<Scalar>, outputGradient: TensorView<Scalar>, accumulates: Bool = false,
    into filterGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let extents = try ConvolutionExtents(self, input: input.shape, filter: filterGradient.shape)
    try extents.check(output: outputGradient.shape, argument: "output gradient")
    if !accumulates { filterGradient.clear() }
    if extents.gradientAlgorithm == .patchMatrix {
      try PatchConvolution<Scalar>(extents).filterGradient(
        input: input, outputGradient: outputGradient, into: filterGradient)
    } else {
      DirectConvolution<Scalar>(extents).filterGradient(
        input: input, outputGradient: outputGradient, into: filterGradient)
    }
  }

  /// `biasGradient ← Σ outputGradient` over all images and positions, or added to it.
  ///
  /// An image's sum runs over its positions in order; images are added in order.
  ///
  /// - Throws: `ShapeError` if the shapes do not fit.
  public static func biasGradient<Scalar: KernelScalar>(
    outputGradient: TensorView<Scalar>, accumulates: Bool = false, into biasGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let channels = biasGradient.count
    let shape = outputGradient.shape
    guard shape.rank == 4 && shape[3] == channels else {
      throw ShapeError(
        operation: "convolution", argument: "output gradient", given: shape.description,
        expected: "N×P×Q×\(channels)")
    }
    if !accumulates { biasGradient.clear() }
    let kernels = Scalar.kernels
    let positions = shape[1] * shape[2]
    Parallel.forEachRange(channels, grain: 64) { range in
      for n in 0..<shape[0] {
        kernels.addColumnSums(
          positions, range.count, outputGradient.base + n * positions * channels + range.lowerBound, channels,
          biasGradient.base + range.lowerBound)
      }
    }
  }
}
