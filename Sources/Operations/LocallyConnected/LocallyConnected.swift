import Kernels
import Tensors

/// A convolution whose filters are not shared between positions (the authors' "local" layers).
///
///     y[n,p,q,k] = b[p,q,k] + Σ_{r,s,c} x[n, p·stride − top + r, q·stride − left + s, group(k)·C/g + c] · w[p,q,r,s,c,k]
///
/// Legend: images N,H,W,C; filters P·Q,R,S,C/g,K; bias P·Q,K; outputs N,P,Q,K.
///
/// An output starts at its bias and adds its terms in the order r, s, c, each with one rounding; gradients add images in
/// order. Each position is a matrix product over the images of a batch. Backward keeps the input.
public struct LocallyConnected: Hashable, Sendable {
  /// Filter size, stride, padding, and what happens to a remainder.
  public var geometry: WindowGeometry
  /// Groups that channels and filters are cut into.
  public var groups: Int

  /// A locally connected layer of the given parameters.
  public init(geometry: WindowGeometry, groups: Int = 1) {
    self.geometry = geometry
    self.groups = groups
  }

  /// The shape of the output for an input N,H,W,C and `filters` output channels.
  ///
  /// - Throws: `ShapeError` if they do not fit the geometry or the groups.
  public func outputShape(input: Shape, filters: Int) throws(ShapeError) -> Shape {
    try extents(input, filters: filters).output
  }

  /// The shape of the filters: P·Q,R,S,C/g,K.
  ///
  /// - Throws: `ShapeError` if the input does not fit the geometry or the groups.
  public func filterShape(input: Shape, filters: Int) throws(ShapeError) -> Shape {
    Self.filterShape(try extents(input, filters: filters))
  }

  /// `output ← input under its position's filters, + bias`.
  ///
  /// - Parameters:
  ///   - input: N,H,W,C.
  ///   - filter: P·Q,R,S,C/g,K.
  ///   - bias: P·Q,K, or nil for none.
  ///   - output: N,P,Q,K.
  /// - Throws: `ShapeError` if the shapes do not fit.
  public func forward<Scalar: KernelScalar>(
    input: TensorView<Scalar>, filter: TensorView<Scalar>, bias: TensorView<Scalar>?,
    into output: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let extents = try checked(input: input.shape, filter: filter.shape, output: output.shape)
    if let bias {
      try check(bias: bias.shape, extents)
      for n in 0..<extents.images {
        (output.base + n * bias.count).update(from: bias.base, count: bias.count)
      }
    }
    let kernels = Scalar.kernels
    try forEachPosition(extents) { (position, group) throws(ShapeError) in
      try withPatches(of: input, extents, position: position, group: group) { (patches) throws(ShapeError) in
        try MatrixMultiply.multiplySerially(
          patches, filterMatrix(filter.base, extents, position: position, group: group),
          into: MutableMatrixView(
            base: output.base + position * extents.filters + group * extents.groupFilters, rows: extents.images,
            columns: extents.groupFilters, rowStride: extents.positions * extents.filters),
          beta: bias == nil ? 0 : 1, kernels: kernels)
      }
    }
  }

  /// `inputGradient ← Σ outputGradient · filter` over all windows that read an input, windows in order.
  ///
  /// - Throws: `ShapeError` if the shapes do not fit.
  public func inputGradient<Scalar: KernelScalar>(
    outputGradient: TensorView<Scalar>, filter: TensorView<Scalar>, into inputGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let extents = try checked(input: inputGradient.shape, filter: filter.shape, output: outputGradient.shape)
    inputGradient.clear()
    let kernels = Scalar.kernels
    let rowSize = extents.groups * extents.terms
    // All windows' parts of the gradient first, [position][image][group][term]; then each image adds up its own.
    try Scratch.with(extents.positions * extents.images * rowSize, of: Scalar.self) { (parts) throws(ShapeError) in
      try forEachPosition(extents) { (position, group) throws(ShapeError) in
        try MatrixMultiply.multiplySerially(
          gradientMatrix(outputGradient.base, extents, position: position, group: group),
          filterMatrix(filter.base, extents, position: position, group: group).transposed,
          into: MutableMatrixView(
            base: parts + position * extents.images * rowSize + group * extents.terms, rows: extents.images,
            columns: extents.terms, rowStride: rowSize),
          kernels: kernels)
      }
      Parallel.forEach(extents.images) { image in
        let base = inputGradient.base + image * extents.inputGrid.imageSize
        for position in 0..<extents.positions {
          for group in 0..<extents.groups {
            let part = parts + (position * extents.images + image) * rowSize + group * extents.terms
            extents.forEachTap(position: position, group: group) { tap, offset in
              guard let offset else { return }
              kernels.add(extents.groupChannels, part + tap * extents.groupChannels, base + offset)
            }
          }
        }
      }
    }
  }

  /// `filterGradient ← Σ_n input · outputGradient` at each position, or added to it.
  ///
  /// - Throws: `ShapeError` if the shapes do not fit.
  public func filterGradient<Scalar: KernelScalar>(
    input: TensorView<Scalar>, outputGradient: TensorView<Scalar>, accumulates: Bool = false,
    into filterGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let extents = try checked(input: input.shape, filter: filterGradient.shape, output: outputGradient.shape)
    let kernels = Scalar.kernels
    try forEachPosition(extents) { (position, group) throws(ShapeError) in
      try withPatches(of: input, extents, position: position, group: group) { (patches) throws(ShapeError) in
        try MatrixMultiply.multiplySerially(
          patches.transposed, gradientMatrix(outputGradient.base, extents, position: position, group: group),
          into: MutableMatrixView(
            base: filterGradient.base + position * extents.terms * extents.filters + group * extents.groupFilters,
            rows: extents.terms, columns: extents.groupFilters, rowStride: extents.filters),
          beta: accumulates ? 1 : 0, kernels: kernels)
      }
    }
  }

  /// `biasGradient ← Σ_n outputGradient`, or added to it.
  ///
  /// - Throws: `ShapeError` if the shapes do not fit.
  public static func biasGradient<Scalar: KernelScalar>(
    outputGradient: TensorView<Scalar>, accumulates: Bool = false, into biasGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let images = outputGradient.shape.rank == 4 ? outputGradient.shape[0] : 0
    guard images * biasGradient.count == outputGradient.count else {
      throw ShapeError(
        operation: "locally connected", argument: "output gradient", given: outputGradient.shape.description,
        expected: "N×P×Q×K with \(biasGradient.count) elements an image")
    }
    if !accumulates { biasGradient.clear() }
    let kernels = Scalar.kernels
    for n in 0..<images {
      kernels.add(biasGradient.count, outputGradient.base + n * biasGradient.count, biasGradient.base)
    }
  }

  // MARK: Shapes

  private func extents(_ input: Shape, filters: Int) throws(ShapeError) -> ConvolutionExtents {
    try ConvolutionExtents(Convolution(geometry: geometry, groups: groups), input: input, filters: filters)
  }

  private static func filterShape(_ extents: ConvolutionExtents) -> Shape {
    [
      extents.positions, extents.geometry.rows, extents.geometry.columns, extents.groupChannels, extents.filters,
    ]
  }

  private func checked(input: Shape, filter: Shape, output: Shape) throws(ShapeError) -> ConvolutionExtents {
    guard filter.rank == 5 else {
      throw ShapeError(
        operation: "locally connected", argument: "filter", given: filter.description,
        expected: "P·Q×R×S×C/groups×K (five dimensions)")
    }
    let extents = try extents(input, filters: filter[4])
    try ShapeError.check(
      filter, equals: Self.filterShape(extents), operation: "locally connected", argument: "filter",
      legend: "P·Q, R, S, C/groups, K")
    try ShapeError.check(
      output, equals: extents.output, operation: "locally connected", argument: "output", legend: "N, P, Q, K")
    return extents
  }

  private func check(bias: Shape, _ extents: ConvolutionExtents) throws(ShapeError) {
    try ShapeError.check(
      bias, equals: [extents.positions, extents.filters], operation: "locally connected", argument: "bias",
      legend: "P·Q, K")
  }

  // MARK: Parts

  /// Calls `body` for all positions and groups on all threads; the error is the last one thrown, if any.
  private func forEachPosition(
    _ extents: ConvolutionExtents, _ body: (Int, Int) throws(ShapeError) -> Void
  ) throws(ShapeError) {
    let failure = FirstFailure()
    Parallel.forEach(extents.positions * extents.groups) { task in
      do throws(ShapeError) {
        try body(task / extents.groups, task % extents.groups)
      } catch {
        failure.record(error)
      }
    }
    if let error = failure.error { throw error }
  }

  /// Calls `body` with the windows of all images at a position: N × R·S·C/g.
  private func withPatches<Scalar: KernelScalar>(
    of input: TensorView<Scalar>, _ extents: ConvolutionExtents, position: Int, group: Int,
    _ body: (MatrixView<Scalar>) throws(ShapeError) -> Void
  ) throws(ShapeError) {
    try Scratch.with(extents.images * extents.terms, of: Scalar.self) { (patches) throws(ShapeError) in
      for n in 0..<extents.images {
        let base = input.base + n * extents.inputGrid.imageSize
        extents.forEachTap(position: position, group: group) { tap, offset in
          let to = patches + n * extents.terms + tap * extents.groupChannels
          if let offset {
            to.update(from: base + offset, count: extents.groupChannels)
          } else {
            to.update(repeating: 0, count: extents.groupChannels)
          }
        }
      }
      try body(
        MatrixView(base: patches, rows: extents.images, columns: extents.terms, rowStride: extents.terms))
    }
  }

  private func filterMatrix<Scalar: KernelScalar>(
    _ filter: UnsafePointer<Scalar>, _ extents: ConvolutionExtents, position: Int, group: Int
  ) -> MatrixView<Scalar> {
    MatrixView(
      base: filter + position * extents.terms * extents.filters + group * extents.groupFilters, rows: extents.terms,
      columns: extents.groupFilters, rowStride: extents.filters)
  }

  private func gradientMatrix<Scalar: KernelScalar>(
    _ gradient: UnsafePointer<Scalar>, _ extents: ConvolutionExtents, position: Int, group: Int
  ) -> MatrixView<Scalar> {
    MatrixView(
      base: gradient + position * extents.filters + group * extents.groupFilters, rows: extents.images,
      columns: extents.groupFilters, rowStride: extents.positions * extents.filters)
  }
}
