/// How an image is cut into components, blocks of 8 × 8 samples, and minimum coded units (T.81 A.2).
struct EncodingLayout {
  /// One colour component.
  struct Component {
    /// Blocks of the component in a unit, across: its horizontal sampling factor.
    let horizontal: Int
    /// Blocks of the component in a unit, down: its vertical sampling factor.
    let vertical: Int
    /// Blocks across that hold samples of the image.
    let blockColumns: Int
    /// Blocks down that hold samples of the image.
    let blockRows: Int
    /// Its quantization and Huffman tables: 0 for luminance, 1 for colour differences.
    let table: Int
  }

  /// Pixels of a row.
  let width: Int
  /// Rows.
  let height: Int
  /// One component for gray, three for colour.
  let components: [Component]
  /// Largest horizontal sampling factor.
  let horizontal: Int
  /// Largest vertical sampling factor.
  let vertical: Int

  /// The layout of `image`.
  init(of image: Image, subsampling: JPEGEncodingOptions.ChromaSubsampling) {
    let (width, height) = (image.width, image.height)
    let horizontal = image.channels == 1 || subsampling == .none ? 1 : 2
    let vertical = image.channels == 1 || subsampling != .both ? 1 : 2
    self.width = width
    self.height = height
    self.horizontal = horizontal
    self.vertical = vertical
    components = (0..<image.channels).map { index in
      let (across, down) = index == 0 ? (horizontal, vertical) : (1, 1)
      return Component(
        horizontal: across, vertical: down,
        blockColumns: (width * across + 8 * horizontal - 1) / (8 * horizontal),
        blockRows: (height * down + 8 * vertical - 1) / (8 * vertical), table: min(index, 1))
    }
  }

  /// Rows of pixels in a unit.
  var unitHeight: Int { 8 * vertical }
  /// Units across.
  var unitColumns: Int { (width + 8 * horizontal - 1) / (8 * horizontal) }
  /// Units down.
  var unitRows: Int { (height + unitHeight - 1) / unitHeight }
  /// Pixels across in whole units.
  var paddedWidth: Int { unitColumns * 8 * horizontal }
  /// Blocks in a unit.
  var unitBlocks: Int { components.reduce(0) { $0 + $1.horizontal * $1.vertical } }
  /// Blocks in a row of units.
  var rowBlocks: Int { unitColumns * unitBlocks }
  /// Quantization tables, which is also Huffman tables of each class.
  var tableCount: Int { components.count == 1 ? 1 : 2 }
}
