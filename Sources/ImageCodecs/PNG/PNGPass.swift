/// One pass over an image: every `columnStep`-th pixel of every `rowStep`-th row (PNG, third edition, 8).
struct PNGPass: Equatable {
  /// The first column.
  let column: Int
  /// The first row.
  let row: Int
  /// From one column to the next.
  let columnStep: Int
  /// From one row to the next.
  let rowStep: Int
  /// Pixels of the pass in a row.
  let width: Int
  /// Rows of the pass.
  let height: Int

  /// The pass that begins at `column` and `row` of an image of this size.
  init(column: Int, row: Int, columnStep: Int, rowStep: Int, imageWidth: Int, imageHeight: Int) {
    self.column = column
    self.row = row
    self.columnStep = columnStep
    self.rowStep = rowStep
    width = max(0, (imageWidth - column + columnStep - 1) / columnStep)
    height = max(0, (imageHeight - row + rowStep - 1) / rowStep)
  }

  /// Those of the seven passes of Adam7 that have pixels; the others are not in the file at all.
  static func adam7(width: Int, height: Int) -> [PNGPass] {
    [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
      .map { (column, row, columnStep, rowStep) in
        PNGPass(
          column: column, row: row, columnStep: columnStep, rowStep: rowStep, imageWidth: width, imageHeight: height)
      }
      .filter { $0.width > 0 && $0.height > 0 }
  }
}
