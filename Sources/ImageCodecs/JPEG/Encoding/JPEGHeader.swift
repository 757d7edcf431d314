/// What stands before a file's coded data: the markers from the start of the image to the start of its one scan.
struct JPEGHeader {
  /// Sizes and components.
  let layout: EncodingLayout
  /// Quantization tables, by a component's table.
  let quantizers: [CoefficientQuantizer]
  /// Huffman tables: DC and AC of luminance, then of colour differences.
  let huffman: [HuffmanSpecification]

  /// Appends the markers in the order of libjpeg: JFIF, quantization, frame, Huffman, scan.
  func append(to output: inout [UInt8]) {
    output += [0xff, 0xd8]
    // JFIF 1.01, square pixels, no thumbnail.
    append(0xe0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0], to: &output)
    for table in 0..<layout.tableCount {
      let steps = ZigzagOrder.places.map { quantizers[table].steps[Int($0)] }
      append(0xdb, [UInt8(table)] + steps, to: &output)
    }
    append(0xc0, [8] + word(layout.height) + word(layout.width) + list(frameParameters), to: &output)
    for (index, specification) in huffman.enumerated() {
      let (destination, isAC) = (index / 2, index % 2 == 1)
      append(
        0xc4, [UInt8(destination) | (isAC ? 0x10 : 0)] + specification.counts + specification.symbols, to: &output)
    }
    append(0xda, list(scanParameters) + [0, 63, 0], to: &output)
  }

  /// Of each component: number, sampling factors, quantization table.
  private var frameParameters: [[UInt8]] {
    layout.components.enumerated().map { index, component in
      [UInt8(index + 1), UInt8(component.horizontal << 4 | component.vertical), UInt8(component.table)]
    }
  }

  /// Of each component: number, Huffman tables.
  private var scanParameters: [[UInt8]] {
    layout.components.enumerated().map { index, component in [UInt8(index + 1), UInt8(component.table * 0x11)] }
  }

  /// A count and the items.
  private func list(_ items: [[UInt8]]) -> [UInt8] { [UInt8(items.count)] + items.joined() }

  /// Two bytes, the greater first.
  private func word(_ value: Int) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xff)] }

  /// A marker segment; its length counts the two bytes of the length.
  private func append(_ marker: UInt8, _ content: [UInt8], to output: inout [UInt8]) {
    output += [0xff, marker] + word(content.count + 2) + content
  }
}
