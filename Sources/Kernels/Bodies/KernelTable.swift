/// The entries of one instruction set for one precision: every kernel that operations call.
///
/// The meaning of each entry is that of its body; bodies are instantiated in the target of the instruction set, under
/// that target's compiler flags.
public struct KernelTable<Scalar: BinaryFloatingPoint & SIMDScalar & Sendable>: Sendable {
  /// Scalars that a kernel reads.
  public typealias Input = UnsafePointer<Scalar>
  /// Scalars that a kernel writes.
  public typealias Output = UnsafeMutablePointer<Scalar>

  /// Lanes of a vector: 16 Float or 8 Double, whatever the instruction set.
  public let lanes: Int
  /// Vectors of a full register tile's row: 4 where there are 32 registers of 64 bytes, 1 elsewhere.
  public let tileVectors: Int
  /// Independent accumulators of `peak`.
  public let peakChains: Int

  /// `gatherBody`: direct convolution forward, and its input gradient.
  public let gather: @Sendable (GatherJob<Scalar>) -> Void
  /// `filterGradientBody`: direct convolution's filter gradient.
  public let filterGradient: @Sendable (FilterGradientJob<Scalar>) -> Void
  /// `matrixMultiplyBody`: a block of a matrix product.
  public let matrixMultiply: @Sendable (MatrixMultiplyJob<Scalar>) -> Void
  /// `streamedProductBody`: a product of few rows.
  public let streamedProduct: @Sendable (StreamedProductJob<Scalar>) -> Void
  /// Entries for right factors of float16s, bfloat16s and scaled integers.
  public let float16: NarrowKernels<Scalar>, bfloat16: NarrowKernels<Scalar>, int8: NarrowKernels<Scalar>
  /// Entries for Winograd's convolutions: outputs and taps of their minimal filters.
  public let winograd2x3: WinogradKernels<Scalar>, winograd4x3: WinogradKernels<Scalar>
  /// The same, of five taps.
  public let winograd2x5: WinogradKernels<Scalar>
  /// `packRowsBody`: (terms, filters, stride, channels, width, out).
  public let packRows: @Sendable (Int, Input, Int, Int, Int, Output) -> Void
  /// `transposeBody`: (rows, paddedRows, columns, from, inStride, to, outStride).
  public let transpose: @Sendable (Int, Int, Int, Input, Int, Output, Int) -> Void
  /// `rectifyBody`: (count, x, y).
  public let rectify: @Sendable (Int, Input, Output) -> Void
  /// `rectifyGradientBody`: (count, y, dy, dx).
  public let rectifyGradient: @Sendable (Int, Input, Input, Output) -> Void
  /// `scaleBody`: (count, factor, x, y).
  public let scale: @Sendable (Int, Scalar, Input, Output) -> Void
  /// `addBody`: (count, x, y).
  public let add: @Sendable (Int, Input, Output) -> Void
  /// `addProductBody`: (count, a, b, y).
  public let addProduct: @Sendable (Int, Input, Input, Output) -> Void
  /// `multiplyBody`: (count, a, b, y).
  public let multiply: @Sendable (Int, Input, Input, Output) -> Void
  /// `addColumnSumsBody`: (rowCount, columns, rows, stride, sums).
  public let addColumnSums: @Sendable (Int, Int, Input, Int, Output) -> Void
  /// `normalizeRowsBody`: (rows, channels, window, constants, x, y, scratch).
  public let normalizeRows: @Sendable (Int, Int, Int, NormalizationConstants<Scalar>, Input, Output, Output) -> Void
  /// `normalizeRowsGradientBody`: (rows, channels, window, constants, rectified, x, dy, dx, scratch).
  public let normalizeRowsGradient:
    @Sendable (Int, Int, Int, NormalizationConstants<Scalar>, Bool, Input, Input, Output, Output) -> Void
  /// `normalizeBody`: (count, constants, x, sums, y).
  public let normalize: @Sendable (Int, NormalizationConstants<Scalar>, Input, Input, Output) -> Void
  /// `normalizationTermsBody`: (count, constants, x, dy, sums that become powers, terms).
  public let normalizationTerms: @Sendable (Int, NormalizationConstants<Scalar>, Input, Input, Output, Output) -> Void
  /// `normalizationGradientBody`: (count, constants, x, dy, powers, termSums, dx).
  public let normalizationGradient:
    @Sendable (Int, NormalizationConstants<Scalar>, Input, Input, Input, Input, Output) -> Void
  /// `maxPoolBody`: (job, x, y).
  public let maxPool: @Sendable (PoolingJob<Scalar>, Input, Output) -> Void
  /// `maxPoolGradientBody`: (job, x, y, dy, dx).
  public let maxPoolGradient: @Sendable (PoolingJob<Scalar>, Input, Input, Input, Output) -> Void
  /// `averagePoolBody`: (job, x, y).
  public let averagePool: @Sendable (PoolingJob<Scalar>, Input, Output) -> Void
  /// `averagePoolGradientBody`: (job, dy, dx).
  public let averagePoolGradient: @Sendable (PoolingJob<Scalar>, Input, Output) -> Void
  /// `velocityStepBody`: (count, rate, momentum, decay, gradient, velocity, weights).
  public let velocityStep: @Sendable (Int, Scalar, Scalar, Scalar, Input, Output, Output) -> Void
  /// `bufferStepBody`: (count, rate, momentum, decay, gradient, buffer, weights).
  public let bufferStep: @Sendable (Int, Scalar, Scalar, Scalar, Input, Output, Output) -> Void
  /// `peakBody`: (count, seed).
  public let peak: @Sendable (Int, Scalar) -> Scalar

  /// A table with every entry named; see the properties.
  @inlinable @inline(__always)
  public init(
    lanes: Int,
    tileVectors: Int,
    peakChains: Int,
    gather: @escaping @Sendable (GatherJob<Scalar>) -> Void,
    filterGradient: @escaping @Sendable (FilterGradientJob<Scalar>) -> Void,
    matrixMultiply: @escaping @Sendable (MatrixMultiplyJob<Scalar>) -> Void,
    streamedProduct: @escaping @Sendable (StreamedProductJob<Scalar>) -> Void,
    float16: NarrowKernels<Scalar>, bfloat16: NarrowKernels<Scalar>, int8: NarrowKernels<Scalar>,
    winograd2x3: WinogradKernels<Scalar>, winograd4x3: WinogradKernels<Scalar>, winograd2x5: WinogradKernels<Scalar>,
    packRows: @escaping @Sendable (Int, Input, Int, Int, Int, Output) -> Void,
    transpose: @escaping @Sendable (Int, Int, Int, Input, Int, Output, Int) -> Void,
    rectify: @escaping @Sendable (Int, Input, Output) -> Void,
    rectifyGradient: @escaping @Sendable (Int, Input, Input, Output) -> Void,
    scale: @escaping @Sendable (Int, Scalar, Input, Output) -> Void,
    add: @escaping @Sendable (Int, Input, Output) -> Void,
    addProduct: @escaping @Sendable (Int, Input, Input, Output) -> Void,
    multiply: @escaping @Sendable (Int, Input, Input, Output) -> Void,
    addColumnSums: @escaping @Sendable (Int, Int, Input, Int, Output) -> Void,
    normalizeRows: @escaping @Sendable (Int, Int, Int, NormalizationConstants<Scalar>, Input, Output, Output) -> Void,
    normalizeRowsGradient:
      @escaping @Sendable (Int, Int, Int, NormalizationConstants<Scalar>, Bool, Input, Input, Output, Output) -> Void,
    normalize: @escaping @Sendable (Int, NormalizationConstants<Scalar>, Input, Input, Output) -> Void,
    normalizationTerms: @escaping @Sendable (Int, NormalizationConstants<Scalar>, Input, Input, Output, Output) -> Void,
    normalizationGradient:
      @escaping @Sendable (Int, NormalizationConstants<Scalar>, Input, Input, Input, Input, Output) -> Void,
    maxPool: @escaping @Sendable (PoolingJob<Scalar>, Input, Output) -> Void,
    maxPoolGradient: @escaping @Sendable (PoolingJob<Scalar>, Input, Input, Input, Output) -> Void,
    averagePool: @escaping @Sendable (PoolingJob<Scalar>, Input, Output) -> Void,
    averagePoolGradient: @escaping @Sendable (PoolingJob<Scalar>, Input, Output) -> Void,
    velocityStep: @escaping @Sendable (Int, Scalar, Scalar, Scalar, Input, Output, Output) -> Void,
    bufferStep: @escaping @Sendable (Int, Scalar, Scalar, Scalar, Input, Output, Output) -> Void,
    peak: @escaping @Sendable (Int, Scalar) -> Scalar
  ) {
    self.lanes = lanes
    self.tileVectors = tileVectors
    self.peakChains = peakChains
    self.gather = gather
    self.filterGradient = filterGradient
    self.matrixMultiply = matrixMultiply
    self.streamedProduct = streamedProduct
    self.float16 = float16
    self.bfloat16 = bfloat16
    self.int8 = int8
    self.winograd2x3 = winograd2x3
    self.winograd4x3 = winograd4x3
    self.winograd2x5 = winograd2x5
    self.packRows = packRows
    self.transpose = transpose
    self.rectify = rectify
    self.rectifyGradient = rectifyGradient
    self.scale = scale
    self.add = add
    self.addProduct = addProduct
    self.multiply = multiply
    self.addColumnSums = addColumnSums
    self.normalizeRows = normalizeRows
    self.normalizeRowsGradient = normalizeRowsGradient
    self.normalize = normalize
    self.normalizationTerms = normalizationTerms
    self.normalizationGradient = normalizationGradient
    self.maxPool = maxPool
    self.maxPoolGradient = maxPoolGradient
    self.averagePool = averagePool
    self.averagePoolGradient = averagePoolGradient
    self.velocityStep = velocityStep
    self.bufferStep = bufferStep
    self.peak = peak
  }

  /// The entries for right factors of a format.
  @inlinable
  public func narrow(_ format: NarrowFormat) -> NarrowKernels<Scalar> {
    switch format {
    case .float16: float16
    case .bfloat16: bfloat16
    case .int8: int8
    }
  }
}
