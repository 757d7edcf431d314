/// Quantized coefficients of rows of units, blocks in the order in which a scan codes them.
struct QuantizedBlocks {
  /// 64 coefficients a block, rows of the block from the top.
  var coefficients: [Int16]
  /// For each block, which coefficients are not zero: bit `column * 8 + row`.
  var nonzero: [UInt64]
  /// Blocks in a row of units.
  let rowBlocks: Int

  /// Room for `rows` rows of units; all zero.
  init(rows: Int, layout: EncodingLayout) {
    rowBlocks = layout.rowBlocks
    coefficients = [Int16](repeating: 0, count: rows * layout.rowBlocks * 64)
    nonzero = [UInt64](repeating: 0, count: rows * layout.rowBlocks)
  }
}
