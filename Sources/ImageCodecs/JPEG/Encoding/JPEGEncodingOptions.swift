/// What a caller wants of the JPEG encoder.
public struct JPEGEncodingOptions: Hashable, Sendable {
  /// How much smaller the colour-difference planes are stored than the luminance; gray images have none.
  public enum ChromaSubsampling: Hashable, Sendable, CaseIterable {
    /// At full size: 4:4:4.
    case none
    /// At half the width: 4:2:2.
    case horizontal
    /// At half the width and half the height: 4:2:0.
    case both
  }

  /// 1 (smallest) to 100 (best), as libjpeg has it: the factor on the quantization tables of ITU-T T.81 Annex K.
  public let quality: Int
  /// The size of the stored colour-difference planes.
  public let subsampling: ChromaSubsampling
  /// Whether the Huffman tables are made for the image, a few percent smaller and slower, instead of those of Annex K.
  public let optimizesHuffmanTables: Bool

  /// Options; without arguments, those of most photographs on the web.
  ///
  /// - Precondition: `quality` is 1...100.
  public init(quality: Int = 75, subsampling: ChromaSubsampling = .both, optimizesHuffmanTables: Bool = false) {
    precondition((1...100).contains(quality), "quality is 1 to 100")
    self.quality = quality
    self.subsampling = subsampling
    self.optimizesHuffmanTables = optimizesHuffmanTables
  }
}
