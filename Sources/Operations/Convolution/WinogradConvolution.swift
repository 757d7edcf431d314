import KernelBodies
import Kernels
import Tensors

/// Convolution of stride 1 by Winograd's minimal filtering: fewer multiplications, other bits.
///
/// Images are cut into overlapping tiles. With tiles, filters and products transformed (see `MinimalFilter`), element e of every
/// transformed tile is multiplied with element e of the transformed filters, summed over channels: tile² matrix products of
/// tiles × C/g by C/g × K/g. An m×m block of outputs takes (m + r − 1)² products a pair of channels instead of m²·r²:
/// 2.25 times fewer for F(2×2, 3×3), 4 times for F(4×4, 3×3), 2.8 times for F(2×2, 5×5), where m divides the image.
///
/// **Definition of the bits.** The transforms' operations are those of their kernels, columns before rows; the products are
/// `MatrixMultiply`'s; the bias is added last. An output depends on its image alone. The transforms enlarge what rounding
/// leaves, the six-point ones up to about tenfold, and a NaN or an infinity reaches its whole tile.
struct WinogradConvolution<Scalar: KernelScalar>: PackingConvolution {
  let extents: ConvolutionExtents
  let kernels: KernelTable<Scalar>
  let filtering: WinogradKernels<Scalar>

  /// Scalars of transformed tiles and products that are held at once, 16 MiB of Float: few enough for a third-level cache, enough rows
  /// to be worth reading the transformed filters again.
  private static var planeLimit: Int { 1 << 22 }

  init(
    _ extents: ConvolutionExtents, _ algorithm: Convolution.Algorithm, kernels: KernelTable<Scalar> = Scalar.kernels
  ) throws(ShapeError) {
    guard algorithm.computes(extents.geometry) else {
      throw ShapeError(
        operation: "convolution", argument: "algorithm", given: "\(algorithm)",
        expected: "a square filter of 3 (or of 5 with tiles of 6×6) and a stride of 1")
    }
    self.extents = extents
    self.kernels = kernels
    filtering =
      switch (algorithm, extents.geometry.rows) {
      case (.winograd6x6, 5): kernels.winograd2x5
      case (.winograd6x6, _): kernels.winograd4x3
      default: kernels.winograd2x3
      }
  }

  /// Elements of a transformed tile.
  private var planes: Int { filtering.tile * filtering.tile }

  /// Scalars from one plane of transformed filters to the next.
  private var filterStride: Int { planeStride(extents.groupChannels * extents.filters) }

  var packedCount: Int { planes * filterStride }

  /// Transforms the filters: for each element of a tile a matrix of C/g × K.
  func pack(_ filter: UnsafePointer<Scalar>, into packed: UnsafeMutablePointer<Scalar>) {
    forEachRange(0..<extents.groupChannels) { channels, scratch in
      filtering.filter(
        channels, extents.groupChannels, extents.filters, filter, packed, filterStride, scratch)
    }
  }

  func forward(
    input: TensorView<Scalar>, packed filters: UnsafePointer<Scalar>, bias: TensorView<Scalar>?, rectifies: Bool,
    into output: MutableTensorView<Scalar>
  ) {
    let (planes, filterStride) = (planes, filterStride)
    let tileRows = (extents.outputRows + filtering.outputs - 1) / filtering.outputs
    let tileColumns = (extents.outputColumns + filtering.outputs - 1) / filtering.outputs
    let tileCount = extents.images * tileRows * tileColumns
    let tilesAtOnce = min(tileCount, max(16, Self.planeLimit / (planes * (extents.channels + extents.filters))))
    let inputStride = planeStride(tilesAtOnce * extents.channels)
    let outputStride = planeStride(tilesAtOnce * extents.filters)
    let read = WinogradJob(
      grid: extents.inputGrid, tileRows: tileRows, tileColumns: tileColumns,
      originRow: -extents.geometry.padding.top, originColumn: -extents.geometry.padding.left,
      planeStride: inputStride)
    let write = WinogradJob(
      grid: extents.outputGrid, tileRows: tileRows, tileColumns: tileColumns, originRow: 0, originColumn: 0,
      planeStride: outputStride)
    Scratch.with(planes * (inputStride + outputStride), of: Scalar.self) { tiles in
      let products = tiles + planes * inputStride
      for first in stride(from: 0, to: tileCount, by: tilesAtOnce) {
        let part = first..<min(tileCount, first + tilesAtOnce)
        forEachRange(part) { range, scratch in
          filtering.input(read, range, first, input.base, tiles, scratch)
        }
        Parallel.forEach(planes * extents.groups) { task in
          let (plane, group) = (task / extents.groups, task % extents.groups)
          MatrixMultiplyPlan(kernels: kernels, isParallel: false).accumulate(
            MatrixView(
              base: tiles + plane * inputStride + group * extents.groupChannels, rows: part.count,
              columns: extents.groupChannels, rowStride: extents.channels),
            MatrixView(
              base: filters + plane * filterStride + group * extents.groupFilters, rows: extents.groupChannels,
              columns: extents.groupFilters, rowStride: extents.filters),
            into: MutableMatrixView(
              base: products + plane * outputStride + group * extents.groupFilters, rows: part.count,
              columns: extents.groupFilters, rowStride: extents.filters),
            startsAtZero: true)
        }
        forEachRange(part) { range, scratch in
          filtering.output(write, range, first, products, bias?.base, rectifies, output.base, scratch)
        }
      }
    }
  }

  /// A plane of `count` scalars, and a vector more, so that the same place of different planes is not in the same set of a cache.
  private func planeStride(_ count: Int) -> Int { (count / kernels.lanes + 2) * kernels.lanes }

  private func forEachRange(_ whole: Range<Int>, _ body: (Range<Int>, UnsafeMutablePointer<Scalar>) -> Void) {
    Parallel.forEachRange(whole.count, grain: 8) { range in
      Scratch.with(filtering.tile * filtering.tile * kernels.lanes, of: Scalar.self) { scratch in
        body(whole.lowerBound + range.lowerBound..<whole.lowerBound + range.upperBound, scratch)
      }
    }
  }
}
