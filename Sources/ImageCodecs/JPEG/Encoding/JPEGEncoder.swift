/// Encoding of images as baseline JPEG files (ITU-T T.81, JFIF 1.01).
///
/// Every step computes what libjpeg-turbo's accurate integer path does, so the files are those of
/// `cjpeg -dct int -baseline -quality Q -sample HxV [-optimize]`, byte for byte. The same image and options give the same
/// bytes on every machine.
public enum JPEGEncoder {
  /// The bytes of a JPEG file with this image: one component if it is gray, else three in YCbCr.
  ///
  /// - Throws: `JPEGEncodingError.tooLarge`.
  public static func encode(
    _ image: Image, options: JPEGEncodingOptions = JPEGEncodingOptions()
  ) throws(JPEGEncodingError) -> [UInt8] {
    guard image.width <= 65535, image.height <= 65535 else {
      throw .tooLarge(width: image.width, height: image.height)
    }
    let layout = EncodingLayout(of: image, subsampling: options.subsampling)
    let quantizers = [CoefficientQuantizer.luminance, CoefficientQuantizer.chrominance].map {
      CoefficientQuantizer(scaling: $0, toQuality: options.quality)
    }
    let rows = UnitRowTransform(of: image, layout: layout, quantizers: quantizers)
    var output: [UInt8] = []
    output.reserveCapacity(1024 + image.pixels.count / 4)
    if options.optimizesHuffmanTables {
      encodeOptimized(rows, layout: layout, quantizers: quantizers, to: &output)
    } else {
      encodeStandard(rows, layout: layout, quantizers: quantizers, to: &output)
    }
    output += [0xff, 0xd9]
    return output
  }

  /// With the Huffman tables of Annex K, one row of units after the other.
  private static func encodeStandard(
    _ transform: consuming UnitRowTransform, layout: EncodingLayout, quantizers: [CoefficientQuantizer],
    to output: inout [UInt8]
  ) {
    let huffman: [HuffmanSpecification] = [
      .standardLuminanceDC, .standardLuminanceAC, .standardChrominanceDC, .standardChrominanceAC,
    ].dropLast(4 - 2 * layout.tableCount)
    JPEGHeader(layout: layout, quantizers: quantizers, huffman: huffman).append(to: &output)
    var blocks = QuantizedBlocks(rows: 1, layout: layout)
    var coder = ScanCoder(layout: layout)
    var writer = ScanWriter(specifications: huffman)
    for row in 0..<layout.unitRows {
      transform.transform(row: row, into: &blocks, at: 0)
      writer.write(blocks, row: 0, with: &coder, to: &output)
    }
    writer.finish(&output)
  }

  /// With Huffman tables made for the image: all coefficients are kept, counted, then written.
  private static func encodeOptimized(
    _ transform: consuming UnitRowTransform, layout: EncodingLayout, quantizers: [CoefficientQuantizer],
    to output: inout [UInt8]
  ) {
    var blocks = QuantizedBlocks(rows: layout.unitRows, layout: layout)
    var counter = ScanCoder(layout: layout)
    var frequencies = SymbolFrequencies()
    for row in 0..<layout.unitRows {
      transform.transform(row: row, into: &blocks, at: row)
      counter.code(blocks, row: row, into: &frequencies)
    }
    let huffman = frequencies.counts.prefix(2 * layout.tableCount).map(HuffmanSpecification.init(frequencies:))
    JPEGHeader(layout: layout, quantizers: quantizers, huffman: huffman).append(to: &output)
    var coder = ScanCoder(layout: layout)
    var writer = ScanWriter(specifications: huffman)
    for row in 0..<layout.unitRows { writer.write(blocks, row: row, with: &coder, to: &output) }
    writer.finish(&output)
  }
}
