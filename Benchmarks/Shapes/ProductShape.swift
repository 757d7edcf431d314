/// The extents of a matrix product: M×K times K×N.
struct ProductShape {
  /// Which factors lie transposed in memory.
  enum Layout {
    case plain
    case leftTransposed
    case rightTransposed
  }

  let rows: Int
  let columns: Int
  let depth: Int
  var layout = Layout.plain
  /// The layer and pass that it is the product of.
  var use: String?

  /// Two operations for each of M·N·K multiply-adds.
  var operations: Double { 2 * Double(rows) * Double(columns) * Double(depth) }

  /// "MxNxK", and what the product is for.
  var name: String { "\(rows)x\(columns)x\(depth)" + (use.map { "-" + $0 } ?? "") }

  /// The three products of a fully connected layer: forward, input gradient and weights' gradient.
  static func layer(_ name: String, images: Int, inputs: Int, outputs: Int) -> [ProductShape] {
    [
      ProductShape(rows: images, columns: outputs, depth: inputs, use: "\(name)-forward"),
      ProductShape(
        rows: images, columns: inputs, depth: outputs, layout: .rightTransposed, use: "\(name)-input-gradient"),
      ProductShape(
        rows: inputs, columns: outputs, depth: images, layout: .leftTransposed, use: "\(name)-weights-gradient"),
    ]
  }

  /// The fully connected layers of the network of 2012, 128 images.
  static let layers =
    layer("fc6", images: 128, inputs: 9216, outputs: 4096) + layer("fc7", images: 128, inputs: 4096, outputs: 4096)
    + layer("fc8", images: 128, inputs: 4096, outputs: 1000)
}
