import KernelBodies
import Kernels
import Tensors

/// Chooses a path for a product and shares it between threads. No choice shows in the bits.
struct MatrixMultiplyPlan<Scalar: KernelScalar> {
  let kernels: KernelTable<Scalar>
  let isParallel: Bool

  /// Elements of a packed left factor: 16 MiB of Float.
  private static var packedLeftLimit: Int { 1 << 22 }
  /// The most rows of a product for which reading a large right factor takes longer than multiplying.
  private static var streamedRows: Int { 12 }
  /// Columns of a task: long runs of the right factor's rows, as memory likes, whose block still fits in second-level
  /// cache.
  private static var taskColumns: ClosedRange<Int> { 128...512 }

  /// Gives C the values at which its sums start, β·C; of zeros `accumulate` takes care where there are terms.
  ///
  /// - Returns: whether there is anything to add.
  func begin(_ product: MutableMatrixView<Scalar>, beta: Scalar, terms: Int) -> Bool {
    guard product.rows > 0 && product.columns > 0 else { return false }
    if beta != 1 && (beta != 0 || terms == 0) { scale(product, by: beta) }
    return terms > 0
  }

  /// `C ← β·C`; zeros if β is 0.
  private func scale(_ product: MutableMatrixView<Scalar>, by beta: Scalar) {
    forEachRange(product.rows, grain: 16) { rows in
      for row in rows {
        let start = product.base + row * product.rowStride
        if beta == 0 {
          start.update(repeating: 0, count: product.columns)
        } else {
          kernels.scale(product.columns, beta, start, start)
        }
      }
    }
  }

  /// Whether a matrix is too large for caches: 8 MiB of Float or more.
  private func isLarge(_ matrix: MatrixView<Scalar>) -> Bool { matrix.rows * matrix.columns >= 1 << 21 }

  /// `C += A·B`, or `C ← A·B` where `startsAtZero`; then C is not read.
  func accumulate(
    _ left: MatrixView<Scalar>, _ right: MatrixView<Scalar>, into product: MutableMatrixView<Scalar>,
    startsAtZero: Bool
  ) {
    if left.rows == 1 || left.rows <= Self.streamedRows && right.columnStride == 1 && isLarge(right) {
      accumulateStreaming(left, right, into: product, startsAtZero: startsAtZero)
    } else if right.columns == 1 && product.rowStride == 1 {
      let column = MutableMatrixView(base: product.base, rows: 1, columns: product.rows, rowStride: product.rows)
      accumulateStreaming(right.transposed, left.transposed, into: column, startsAtZero: startsAtZero)
    } else if right.columnStride != 1 && right.rowStride != 1 {
      withCopy(of: right) { accumulate(left, $0, into: product, startsAtZero: startsAtZero) }
    } else if right.columnStride != 1 && left.rows * (right.columns + left.columns) < right.rows * right.columns {
      accumulateTransposed(left, right, into: product, startsAtZero: startsAtZero)
    } else if left.columnStride == 1 {
      accumulateBlocks(left, right, into: product, startsAtZero: startsAtZero)
    } else {
      // Loop 5.
      let block = max(6, Self.packedLeftLimit / left.columns)
      var row = 0
      while row < left.rows {
        let rows = min(block, left.rows - row)
        let part = MatrixView(
          base: left.base + row * left.rowStride, rows: rows, columns: left.columns, rowStride: left.rowStride,
          columnStride: left.columnStride)
        let out = MutableMatrixView(
          base: product.base + row * product.rowStride, rows: rows, columns: product.columns,
          rowStride: product.rowStride)
        withCopy(of: part) { accumulateBlocks($0, right, into: out, startsAtZero: startsAtZero) }
        row += rows
      }
    }
  }

  /// Loop 4, with the loops inside it in the kernel: blocks of columns × blocks of rows on all threads.
  private func accumulateBlocks(
    _ left: MatrixView<Scalar>, _ right: MatrixView<Scalar>, into product: MutableMatrixView<Scalar>,
    startsAtZero: Bool
  ) {
    forEachBlock(of: product) { rows, columns, scratch in
      kernels.matrixMultiply(
        MatrixMultiplyJob(
          left: left.base, leftStride: left.rowStride, right: right.base, rightRowStride: right.rowStride,
          rightColumnStride: right.columnStride, product: product.base, productStride: product.rowStride,
          depth: left.columns, rows: rows, columns: columns, accumulates: !startsAtZero, scratch: scratch))
    }
  }

  /// `C += A·B`, or `C ← A·B` where `startsAtZero`, for a right factor in panels.
  func accumulate(
    _ left: MatrixView<Scalar>, _ right: PackedMatrix<Scalar>, into product: MutableMatrixView<Scalar>,
    startsAtZero: Bool
  ) {
    guard left.columnStride == 1 else {
      return withCopy(of: left) { accumulate($0, right, into: product, startsAtZero: startsAtZero) }
    }
    if left.rows > Self.streamedRows {
      return forEachBlock(of: product) { rows, columns, scratch in
        kernels.matrixMultiply(
          MatrixMultiplyJob(
            left: left.base, leftStride: left.rowStride, right: right.base, rightRowStride: 0,
            rightColumnStride: right.rows, rightIsPacked: true, product: product.base, productStride: product.rowStride,
            depth: left.columns,
            rows: rows, columns: columns, accumulates: !startsAtZero, scratch: scratch))
      }
    }
    forEachRange(right.columns, grain: right.panelWidth) { columns in
      if startsAtZero { clear(product, columns: columns) }
      for first in stride(from: columns.lowerBound, to: columns.upperBound, by: right.panelWidth) {
        let panel = first..<min(first + right.panelWidth, columns.upperBound)
        addStreaming(
          left, right.base + first * right.rows, rightStride: right.width(ofPanelAt: first), rowsAhead: 64,
          columns: panel, into: product)
      }
    }
  }

  /// Calls `body` with blocks of the product and scratch memory for a `MatrixMultiplyJob`, on all threads.
  private func forEachBlock(
    of product: MutableMatrixView<Scalar>, _ body: (Range<Int>, Range<Int>, UnsafeMutablePointer<Scalar>) -> Void
  ) {
    let width = kernels.tileVectors * kernels.lanes
    // Each block of rows packs the right factor again, so rows are cut only where columns give too few tasks.
    let wanted = isParallel ? Parallel.threads * 4 : 1
    let share = (product.columns + wanted - 1) / wanted
    let taskColumns = min(max((share + 63) / 64 * 64, Self.taskColumns.lowerBound), Self.taskColumns.upperBound)
    let columnTasks = (product.columns + taskColumns - 1) / taskColumns
    let rowTasks =
      2 * columnTasks >= wanted ? 1 : max(1, min((wanted + columnTasks - 1) / columnTasks, product.rows / 48))
    let rowBlock = ((product.rows + rowTasks - 1) / rowTasks + 5) / 6 * 6
    forEach(columnTasks * rowTasks) { task in
      let column = task / rowTasks * taskColumns
      let row = task % rowTasks * rowBlock
      guard row < product.rows else { return }
      Scratch.with(matrixMultiplyScratchCount(width: width)) { scratch in
        body(
          row..<min(row + rowBlock, product.rows), column..<min(column + taskColumns, product.columns), scratch)
      }
    }
  }

  /// `Cᵀ += Bᵀ·Aᵀ` and back: where B is a transpose and A is small, this turns C and A instead of B.
  private func accumulateTransposed(
    _ left: MatrixView<Scalar>, _ right: MatrixView<Scalar>, into product: MutableMatrixView<Scalar>,
    startsAtZero: Bool
  ) {
    withCopy(of: left.transposed) { turnedLeft in
      Scratch.with(product.rows * product.columns, of: Scalar.self) { turned in
        let out = MutableMatrixView(
          base: turned, rows: product.columns, columns: product.rows, rowStride: product.rows)
        if !startsAtZero { copy(product.readable.transposed, into: out) }
        accumulateBlocks(right.transposed, turnedLeft, into: out, startsAtZero: startsAtZero)
        copy(out.readable.transposed, into: product)
      }
    }
  }

  /// `C += A·B`, or `C ← A·B` where `startsAtZero`, for few rows: the right factor is read once, and not packed.
  private func accumulateStreaming(
    _ left: MatrixView<Scalar>, _ right: MatrixView<Scalar>, into product: MutableMatrixView<Scalar>,
    startsAtZero: Bool
  ) {
    let width = 64
    forEachRange(right.columns, grain: width) { columns in
      if startsAtZero { clear(product, columns: columns) }
      if right.columnStride == 1 {
        return addStreaming(
          left, right.base + columns.lowerBound, rightStride: right.rowStride, rowsAhead: 8, columns: columns,
          into: product)
      }
      // The matrix lies the other way: turn it, a square of first-level cache's size at a time.
      Scratch.with(matrixMultiplyDepth * width, of: Scalar.self) { panel in
        for first in stride(from: columns.lowerBound, to: columns.upperBound, by: width) {
          let count = min(width, columns.upperBound - first)
          for start in stride(from: 0, to: right.rows, by: matrixMultiplyDepth) {
            let depth = min(matrixMultiplyDepth, right.rows - start)
            let part = MatrixView(
              base: right.base + start * right.rowStride + first * right.columnStride, rows: depth, columns: count,
              rowStride: right.rowStride, columnStride: right.columnStride)
            copyRows(part, into: MutableMatrixView(base: panel, rows: depth, columns: count, rowStride: count))
            let factors = MatrixView(
              base: left.base + start * left.columnStride, rows: left.rows, columns: depth, rowStride: left.rowStride,
              columnStride: left.columnStride)
            addStreaming(
              factors, panel, rightStride: count, rowsAhead: 8, columns: first..<first + count, into: product)
          }
        }
      }
    }
  }

  private func addStreaming(
    _ left: MatrixView<Scalar>, _ right: UnsafePointer<Scalar>, rightStride: Int, rowsAhead: Int, columns: Range<Int>,
    into product: MutableMatrixView<Scalar>
  ) {
    kernels.streamedProduct(
      StreamedProductJob(
        rows: left.rows, depth: left.columns, columns: columns.count, left: left.base, leftRowStride: left.rowStride,
        leftColumnStride: left.columnStride, right: right, rightStride: rightStride, rowsAhead: rowsAhead,
        product: product.base + columns.lowerBound, productStride: product.rowStride))
  }

  private func clear(_ product: MutableMatrixView<Scalar>, columns: Range<Int>) {
    for row in 0..<product.rows {
      (product.base + row * product.rowStride + columns.lowerBound).update(repeating: 0, count: columns.count)
    }
  }

  /// Calls `body` with the same matrix, rows contiguous.
  private func withCopy(of matrix: MatrixView<Scalar>, _ body: (MatrixView<Scalar>) -> Void) {
    if matrix.columnStride == 1 { return body(matrix) }
    Scratch.with(matrix.rows * matrix.columns, of: Scalar.self) { memory in
      let out = MutableMatrixView(
        base: memory, rows: matrix.rows, columns: matrix.columns, rowStride: matrix.columns)
      copy(matrix, into: out)
      body(out.readable)
    }
  }

  /// Copies a matrix of any strides, on all threads.
  func copy(_ matrix: MatrixView<Scalar>, into out: MutableMatrixView<Scalar>) {
    forEachRange(matrix.rows, grain: 16) { rows in
      copyRows(
        MatrixView(
          base: matrix.base + rows.lowerBound * matrix.rowStride, rows: rows.count, columns: matrix.columns,
          rowStride: matrix.rowStride, columnStride: matrix.columnStride),
        into: MutableMatrixView(
          base: out.base + rows.lowerBound * out.rowStride, rows: rows.count, columns: out.columns,
          rowStride: out.rowStride))
    }
  }

  private func copyRows(_ matrix: MatrixView<Scalar>, into out: MutableMatrixView<Scalar>) {
    if matrix.columnStride == 1 {
      for row in 0..<matrix.rows {
        (out.base + row * out.rowStride).update(from: matrix.base + row * matrix.rowStride, count: matrix.columns)
      }
    } else if matrix.rowStride == 1 {
      kernels.transpose(
        matrix.columns, matrix.columns, matrix.rows, matrix.base, matrix.columnStride, out.base, out.rowStride)
    } else {
      for row in 0..<matrix.rows {
        for column in 0..<matrix.columns {
          out.base[row * out.rowStride + column] =
            matrix.base[row * matrix.rowStride + column * matrix.columnStride]
        }
      }
    }
  }

  private func forEach(_ count: Int, _ body: (Int) -> Void) {
    if isParallel {
      Parallel.forEach(count, body)
    } else {
      for index in 0..<count { body(index) }
    }
  }

  private func forEachRange(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    if isParallel {
      Parallel.forEachRange(count, grain: grain, body)
    } else if count > 0 {
      body(0..<count)
    }
  }
}
