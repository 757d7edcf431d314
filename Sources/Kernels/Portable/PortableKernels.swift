import KernelBodies

// Both precisions stand in one file: in a target of several files, the compiler makes private functions weak symbols.

#if arch(x86_64)
  // The x86-64 baseline has no fused multiply-add.
  private typealias FloatArithmetic = EmulatedFloat
#else
  private typealias FloatArithmetic = Fused<SIMD16<Float>>
#endif
/// The kernels of the portable instruction set in Float.
package enum PortableFloatKernels {
  /// Every entry of the portable instruction set for Float.
  @inline(never)
  package static func makeTable() -> KernelTable<Float> {
    KernelTable<Float>(
      lanes: 16, tileVectors: 1, peakChains: 6,
      gather: {
        gatherBody(
          FloatArithmetic.self, $0, tile: { rowTile(FloatArithmetic.self, $0, $1, $2, $3, $4, $5, $6, $7) },
          longTile: { longRowTile(FloatArithmetic.self, $0, $1, $2, $3, $4, $5, $6, $7, $8) })
      },
      filterGradient: {
        filterGradientBody(
          FloatArithmetic.self, $0, tile: { outerProductTile(FloatArithmetic.self, $0, $1, $2, $3, $4, $5, $6, $7, $8) }
        )
      },
      matrixMultiply: {
        matrixMultiplyBody(
          FloatArithmetic.self, $0, tileVectors: 1,
          tile: { rowTile(FloatArithmetic.self, $0, $1, $2, $3, $4, $5, $6, $7) },
          shortTile: { shortRowTile(FloatArithmetic.self, $0, $1, $2, $3, $4, $5, $6) },
          packingTile: { packingRowTile(FloatArithmetic.self, $0, $1, $2, $3, $4, $5, $6, $7) },
          packPanel: { packPanel(FloatArithmetic.self, $0, $1, $2, $3, $4, $5) })
      },
      streamedProduct: { streamedProductBody(FloatArithmetic.self, $0) },
      float16: NarrowKernels(
        vectorMatrix: { narrowVectorMatrixBody(FloatArithmetic.self, Float16Element.self, $0, x: $1, y: $2) },
        widen: { widenBody(FloatArithmetic.self, Float16Element.self, $0, out: $1, stride: $2) }),
      bfloat16: NarrowKernels(
        vectorMatrix: { narrowVectorMatrixBody(FloatArithmetic.self, BFloat16Element.self, $0, x: $1, y: $2) },
        widen: { widenBody(FloatArithmetic.self, BFloat16Element.self, $0, out: $1, stride: $2) }),
      int8: NarrowKernels(
        vectorMatrix: { narrowVectorMatrixBody(FloatArithmetic.self, Int8Element.self, $0, x: $1, y: $2) },
        widen: { widenBody(FloatArithmetic.self, Int8Element.self, $0, out: $1, stride: $2) }),
      winograd2x3: winogradKernels(FloatArithmetic.self, F2x3.self),
      winograd4x3: winogradKernels(FloatArithmetic.self, F4x3.self),
      winograd2x5: winogradKernels(FloatArithmetic.self, F2x5.self),
      packRows: {
        packRowsBody(FloatArithmetic.self, terms: $0, filters: $1, stride: $2, channels: $3, width: $4, out: $5)
      },
      transpose: {
        transposeBody(
          FloatArithmetic.self, rows: $0, paddedRows: $1, columns: $2, from: $3, inStride: $4, to: $5, outStride: $6)
      },
      rectify: { rectifyBody(FloatArithmetic.self, $0, $1, $2) },
      rectifyGradient: { rectifyGradientBody(FloatArithmetic.self, $0, $1, $2, $3) },
      scale: { scaleBody(FloatArithmetic.self, $0, $1, $2, $3) },
      add: { addBody(FloatArithmetic.self, $0, $1, $2) },
      addProduct: { addProductBody(FloatArithmetic.self, $0, $1, $2, $3) },
      multiply: { multiplyBody(FloatArithmetic.self, $0, $1, $2, $3) },
      addColumnSums: {
        addColumnSumsBody(FloatArithmetic.self, rowCount: $0, columns: $1, rows: $2, stride: $3, sums: $4)
      },
      normalizeRows: {
        normalizeRowsBody(FloatArithmetic.self, rows: $0, channels: $1, window: $2, $3, x: $4, y: $5, scratch: $6)
      },
      normalizeRowsGradient: {
        normalizeRowsGradientBody(
          FloatArithmetic.self, rows: $0, channels: $1, window: $2, $3, rectified: $4, x: $5, dy: $6, dx: $7,
          scratch: $8)
      },
      normalize: { normalizeBody(FloatArithmetic.self, $0, $1, x: $2, sums: $3, y: $4) },
      normalizationTerms: { normalizationTermsBody(FloatArithmetic.self, $0, $1, x: $2, dy: $3, sums: $4, terms: $5) },
      normalizationGradient: {
        normalizationGradientBody(FloatArithmetic.self, $0, $1, x: $2, dy: $3, powers: $4, termSums: $5, dx: $6)
      },
      maxPool: { maxPoolBody(FloatArithmetic.self, $0, x: $1, y: $2) },
      maxPoolGradient: { maxPoolGradientBody(FloatArithmetic.self, $0, x: $1, y: $2, dy: $3, dx: $4) },
      averagePool: { averagePoolBody(FloatArithmetic.self, $0, x: $1, y: $2) },
      averagePoolGradient: { averagePoolGradientBody(FloatArithmetic.self, $0, dy: $1, dx: $2) },
      velocityStep: {
        velocityStepBody(
          FloatArithmetic.self, $0, rate: $1, momentum: $2, decay: $3, gradient: $4, velocity: $5, weights: $6)
      },
      bufferStep: {
        bufferStepBody(
          FloatArithmetic.self, $0, rate: $1, momentum: $2, decay: $3, gradient: $4, buffer: $5, weights: $6)
      },
      peak: { peakBody(FloatArithmetic.self, Zeros.six, count: $0, seed: $1) }
    )
  }
}

private typealias DoubleArithmetic = Fused<SIMD8<Double>>
/// The kernels of the portable instruction set in Double.
package enum PortableDoubleKernels {
  /// Every entry of the portable instruction set for Double.
  @inline(never)
  package static func makeTable() -> KernelTable<Double> {
    KernelTable<Double>(
      lanes: 8, tileVectors: 1, peakChains: 6,
      gather: {
        gatherBody(
          DoubleArithmetic.self, $0, tile: { rowTile(DoubleArithmetic.self, $0, $1, $2, $3, $4, $5, $6, $7) },
          longTile: { longRowTile(DoubleArithmetic.self, $0, $1, $2, $3, $4, $5, $6, $7, $8) })
      },
      filterGradient: {
        filterGradientBody(
          DoubleArithmetic.self, $0,
          tile: { outerProductTile(DoubleArithmetic.self, $0, $1, $2, $3, $4, $5, $6, $7, $8) })
      },
      matrixMultiply: {
        matrixMultiplyBody(
          DoubleArithmetic.self, $0, tileVectors: 1,
          tile: { rowTile(DoubleArithmetic.self, $0, $1, $2, $3, $4, $5, $6, $7) },
          shortTile: { shortRowTile(DoubleArithmetic.self, $0, $1, $2, $3, $4, $5, $6) },
          packingTile: { packingRowTile(DoubleArithmetic.self, $0, $1, $2, $3, $4, $5, $6, $7) },
          packPanel: { packPanel(DoubleArithmetic.self, $0, $1, $2, $3, $4, $5) })
      },
      streamedProduct: { streamedProductBody(DoubleArithmetic.self, $0) },
      float16: NarrowKernels(
        vectorMatrix: { narrowVectorMatrixBody(DoubleArithmetic.self, Float16Element.self, $0, x: $1, y: $2) },
        widen: { widenBody(DoubleArithmetic.self, Float16Element.self, $0, out: $1, stride: $2) }),
      bfloat16: NarrowKernels(
        vectorMatrix: { narrowVectorMatrixBody(DoubleArithmetic.self, BFloat16Element.self, $0, x: $1, y: $2) },
        widen: { widenBody(DoubleArithmetic.self, BFloat16Element.self, $0, out: $1, stride: $2) }),
      int8: NarrowKernels(
        vectorMatrix: { narrowVectorMatrixBody(DoubleArithmetic.self, Int8Element.self, $0, x: $1, y: $2) },
        widen: { widenBody(DoubleArithmetic.self, Int8Element.self, $0, out: $1, stride: $2) }),
      winograd2x3: winogradKernels(DoubleArithmetic.self, F2x3.self),
      winograd4x3: winogradKernels(DoubleArithmetic.self, F4x3.self),
      winograd2x5: winogradKernels(DoubleArithmetic.self, F2x5.self),
      packRows: {
        packRowsBody(DoubleArithmetic.self, terms: $0, filters: $1, stride: $2, channels: $3, width: $4, out: $5)
      },
      transpose: {
        transposeBody(
          DoubleArithmetic.self, rows: $0, paddedRows: $1, columns: $2, from: $3, inStride: $4, to: $5, outStride: $6)
      },
      rectify: { rectifyBody(DoubleArithmetic.self, $0, $1, $2) },
      rectifyGradient: { rectifyGradientBody(DoubleArithmetic.self, $0, $1, $2, $3) },
      scale: { scaleBody(DoubleArithmetic.self, $0, $1, $2, $3) },
      add: { addBody(DoubleArithmetic.self, $0, $1, $2) },
      addProduct: { addProductBody(DoubleArithmetic.self, $0, $1, $2, $3) },
      multiply: { multiplyBody(DoubleArithmetic.self, $0, $1, $2, $3) },
      addColumnSums: {
        addColumnSumsBody(DoubleArithmetic.self, rowCount: $0, columns: $1, rows: $2, stride: $3, sums: $4)
      },
      normalizeRows: {
        normalizeRowsBody(DoubleArithmetic.self, rows: $0, channels: $1, window: $2, $3, x: $4, y: $5, scratch: $6)
      },
      normalizeRowsGradient: {
        normalizeRowsGradientBody(
          DoubleArithmetic.self, rows: $0, channels: $1, window: $2, $3, rectified: $4, x: $5, dy: $6, dx: $7,
          scratch: $8)
      },
      normalize: { normalizeBody(DoubleArithmetic.self, $0, $1, x: $2, sums: $3, y: $4) },
      normalizationTerms: { normalizationTermsBody(DoubleArithmetic.self, $0, $1, x: $2, dy: $3, sums: $4, terms: $5) },
      normalizationGradient: {
        normalizationGradientBody(DoubleArithmetic.self, $0, $1, x: $2, dy: $3, powers: $4, termSums: $5, dx: $6)
      },
      maxPool: { maxPoolBody(DoubleArithmetic.self, $0, x: $1, y: $2) },
      maxPoolGradient: { maxPoolGradientBody(DoubleArithmetic.self, $0, x: $1, y: $2, dy: $3, dx: $4) },
      averagePool: { averagePoolBody(DoubleArithmetic.self, $0, x: $1, y: $2) },
      averagePoolGradient: { averagePoolGradientBody(DoubleArithmetic.self, $0, dy: $1, dx: $2) },
      velocityStep: {
        velocityStepBody(
          DoubleArithmetic.self, $0, rate: $1, momentum: $2, decay: $3, gradient: $4, velocity: $5, weights: $6)
      },
      bufferStep: {
        bufferStepBody(
          DoubleArithmetic.self, $0, rate: $1, momentum: $2, decay: $3, gradient: $4, buffer: $5, weights: $6)
      },
      peak: { peakBody(DoubleArithmetic.self, Zeros.six, count: $0, seed: $1) }
    )
  }
}

// MARK: - Register tiles

// Generic and private: what the compiler makes of them for each precision is private too.

/// The entries of a minimal filter.
private func winogradKernels<A: Arithmetic & SendableMetatype, Filter: MinimalFilter & SendableMetatype, S>(
  _: A.Type, _: Filter.Type
) -> WinogradKernels<S> where A.Vector.Scalar == S {
  WinogradKernels(
    outputs: Filter.outputs, taps: Filter.taps,
    input: {
      winogradInputBody(
        A.self, Filter.self, $0, tiles: $1, first: $2, images: $3, planes: $4, scratch: $5)
    },
    filter: {
      winogradFilterBody(
        A.self, Filter.self, channels: $0, allChannels: $1, filters: $2, filter: $3, planes: $4,
        planeStride: $5,
        scratch: $6)
    },
    output: {
      winogradOutputBody(
        A.self, Filter.self, $0, tiles: $1, first: $2, planes: $3, bias: $4, rectifies: $5, images: $6,
        scratch: $7)
    })
}

@inline(never)
private func rowTile<A: Arithmetic, S>(
  _: A.Type, _ vectors: Int, _ count: Int, _ rows: RowPointers<S>, _ panel: UnsafePointer<S>,
  _ tile: UnsafeMutablePointer<S>,
  _ stride: Int, _ accumulates: Bool, _ ahead: TileAhead
) where A.Vector.Scalar == S {
  rowTileBody(
    A.self, Zeros.six, vectors: 1, count: count, rows: rows, panel: panel,
    tile: tile, stride: stride, accumulates: accumulates, ahead: ahead)
}

@inline(never)
private func longRowTile<A: Arithmetic, S>(
  _: A.Type, _ vectors: Int, _ count: Int, _ rows: RowPointers<S>, _ run: Int, _ gap: Int,
  _ panel: UnsafePointer<S>,
  _ tile: UnsafeMutablePointer<S>, _ stride: Int, _ ahead: TileAhead
) where A.Vector.Scalar == S {
  rowTileBody(
    A.self, Zeros.six, vectors: 1, count: count, rows: rows, runs: (run, gap), panel: panel,
    tile: tile, stride: stride, accumulates: true, ahead: ahead)
}

@inline(never)
private func shortRowTile<A: Arithmetic, S>(
  _: A.Type, _ count: Int, _ rows: RowPointers<S>, _ panel: UnsafePointer<S>, _ tile: UnsafeMutablePointer<S>,
  _ stride: Int,
  _ accumulates: Bool, _ ahead: TileAhead
) where A.Vector.Scalar == S {
  rowTileBody(
    A.self, Zeros.four, height: shortTileRows, vectors: 1, count: count, rows: rows, panel: panel,
    tile: tile, stride: stride, accumulates: accumulates, ahead: ahead)
}

@inline(never)
private func packPanel<A: Arithmetic, S>(
  _: A.Type, _ job: MatrixMultiplyJob<S>, _ term: Int, _ depth: Int, _ column: Int, _ columns: Int,
  _ panel: UnsafeMutablePointer<S>
) where A.Vector.Scalar == S {
  packPanelBody(A.self, job, term: term, depth: depth, column: column, columns: columns, panel: panel)
}

@inline(never)
private func packingRowTile<A: Arithmetic, S>(
  _: A.Type, _ count: Int, _ rows: RowPointers<S>, _ right: UnsafePointer<S>, _ rightStride: Int,
  _ panel: UnsafeMutablePointer<S>, _ tile: UnsafeMutablePointer<S>, _ stride: Int, _ accumulates: Bool
) where A.Vector.Scalar == S {
  rowTileBody(
    A.self, Zeros.six, vectors: 1, count: count, rows: rows, panel: right, panelStride: rightStride,
    copy: panel, tile: tile, stride: stride, accumulates: accumulates, ahead: .nothing(beside: panel))
}

@inline(never)
private func fullOuterProductTile<A: Arithmetic, S>(
  _: A.Type, _ count: Int, _ columns: UnsafePointer<S>, _ offsets: UnsafePointer<Int32>,
  _ panel: UnsafePointer<S>, _ places: UnsafePointer<Int32>, _ tile: UnsafeMutablePointer<S>, _ stride: Int
) where A.Vector.Scalar == S {
  outerProductTileBody(
    A.self, Zeros.six, vectors: 1, count: count, columns: columns,
    offsets: offsets, panel: panel, places: places, tile: tile, stride: stride)
}

@inline(never)
private func shortOuterProductTile<A: Arithmetic, S>(
  _: A.Type, _ count: Int, _ columns: UnsafePointer<S>, _ offsets: UnsafePointer<Int32>, _ panel: UnsafePointer<S>,
  _ places: UnsafePointer<Int32>, _ tile: UnsafeMutablePointer<S>, _ stride: Int
) where A.Vector.Scalar == S {
  outerProductTileBody(
    A.self, Zeros.four, height: shortTileRows, vectors: 1, count: count, columns: columns,
    offsets: offsets, panel: panel, places: places, tile: tile, stride: stride)
}

@inline(never)
private func outerProductTile<A: Arithmetic, S>(
  _: A.Type, _ vectors: Int, _ height: Int, _ count: Int, _ columns: UnsafePointer<S>, _ offsets: UnsafePointer<Int32>,
  _ panel: UnsafePointer<S>, _ places: UnsafePointer<Int32>, _ tile: UnsafeMutablePointer<S>, _ stride: Int
) where A.Vector.Scalar == S {
  if height == tileRows {
    fullOuterProductTile(A.self, count, columns, offsets, panel, places, tile, stride)
  } else {
    shortOuterProductTile(A.self, count, columns, offsets, panel, places, tile, stride)
  }
}
