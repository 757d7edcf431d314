/// Turns quantized blocks into Huffman symbols (T.81 F.1.2).
struct ScanCoder {
  /// `[256 * column + rows]`: the bits in zigzag order of the coefficients of a column at these rows.
  private static let scanBits: [UInt64] = {
    var table = [UInt64](repeating: 0, count: 8 * 256)
    for (position, place) in ZigzagOrder.places.enumerated() {
      for rows in 0..<256 where rows >> Int(place / 8) & 1 == 1 {
        table[256 * Int(place % 8) + rows] |= 1 << UInt64(position)
      }
    }
    return table
  }()

  private let unitColumns: Int
  private let rowBlocks: Int
  /// For each block of a unit, its component and that component's table.
  private let unitBlocks: [(component: Int, table: Int)]
  /// The last DC coefficient of each component.
  private var lastDC: [Int]

  /// A coder at the beginning of a scan.
  init(layout: EncodingLayout) {
    unitColumns = layout.unitColumns
    rowBlocks = layout.rowBlocks
    unitBlocks = layout.components.enumerated().flatMap { index, component in
      [(component: Int, table: Int)](
        repeating: (index, 2 * component.table), count: component.horizontal * component.vertical)
    }
    lastDC = [Int](repeating: 0, count: layout.components.count)
  }

  /// Gives the symbols of row `row` of `blocks` to `sink`.
  mutating func code(_ blocks: borrowing QuantizedBlocks, row: Int, into sink: inout some SymbolSink) {
    precondition(
      blocks.rowBlocks == rowBlocks && rowBlocks == unitColumns * unitBlocks.count
        && row >= 0 && (row + 1) * rowBlocks <= blocks.nonzero.count
        && blocks.coefficients.count == 64 * blocks.nonzero.count, "the blocks hold the row")
    // Blocks counted up to `rowBlocks` are within the arrays by the precondition.
    blocks.coefficients.withUnsafeBufferPointer { coefficients in
      blocks.nonzero.withUnsafeBufferPointer { nonzero in
        ZigzagOrder.places.withUnsafeBufferPointer { places in
          Self.scanBits.withUnsafeBufferPointer { scanBits in
            guard let coefficients = coefficients.baseAddress, let nonzero = nonzero.baseAddress,
              let places = places.baseAddress, let scanBits = scanBits.baseAddress
            else { return }
            var block = row * rowBlocks
            for _ in 0..<unitColumns {
              for (component, table) in unitBlocks {
                let values = coefficients + 64 &* block
                let direct = Int(values[0])
                Self.codeDifference(direct &- lastDC[component], table: table, into: &sink)
                lastDC[component] = direct
                Self.codeRuns(
                  values, Self.ordered(nonzero[block], scanBits), places, table: table &+ 1, into: &sink)
                block &+= 1
              }
            }
          }
        }
      }
    }
  }

  /// A block's bits `column * 8 + row`, in zigzag order.
  @inline(__always)
  private static func ordered(_ nonzero: UInt64, _ scanBits: UnsafePointer<UInt64>) -> UInt64 {
    var (result, rest, table) = (UInt64(0), nonzero, scanBits)
    while rest != 0 {
      result |= table[Int(truncatingIfNeeded: rest & 0xff)]
      rest &>>= 8
      table += 256
    }
    return result
  }

  /// The difference of two DC coefficients (T.81 F.1.2.1).
  @inline(__always)
  private static func codeDifference(_ difference: Int, table: Int, into sink: inout some SymbolSink) {
    let sign = difference &>> 63
    let size = Int.bitWidth &- ((difference ^ sign) &- sign).leadingZeroBitCount
    sink.put(symbol: size, table: table, bits: lowBits(difference &+ sign, size), bitCount: size)
  }

  /// The AC coefficients: runs of zeros with the value after each (T.81 F.1.2.2). `nonzero` is in zigzag order.
  @inline(__always)
  private static func codeRuns(
    _ values: UnsafePointer<Int16>, _ nonzero: UInt64, _ places: UnsafePointer<UInt8>, table: Int,
    into sink: inout some SymbolSink
  ) {
    var rest = nonzero & ~1
    var position = 0
    while rest != 0 {
      let next = rest.trailingZeroBitCount
      rest &= rest &- 1
      var run = next &- position &- 1
      while run > 15 {
        sink.put(symbol: 0xf0, table: table, bits: 0, bitCount: 0)
        run &-= 16
      }
      position = next
      let value = Int(values[Int(places[next])])
      let sign = value &>> 63
      // The value is not zero; setting its last bit says so to the compiler and leaves its size.
      let size = Int.bitWidth &- (((value ^ sign) &- sign) | 1).leadingZeroBitCount
      sink.put(symbol: run &<< 4 | size, table: table, bits: lowBits(value &+ sign, size), bitCount: size)
    }
    if position < 63 { sink.put(symbol: 0, table: table, bits: 0, bitCount: 0) }
  }

  /// The last `count` bits.
  @inline(__always)
  private static func lowBits(_ value: Int, _ count: Int) -> UInt64 {
    UInt64(bitPattern: Int64(value)) & ((1 &<< UInt64(truncatingIfNeeded: count)) &- 1)
  }
}
