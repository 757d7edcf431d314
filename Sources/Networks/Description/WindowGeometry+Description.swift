import Operations

extension WindowGeometry {
  /// The size of a window, such as "11×11".
  var windowWords: String { "\(rows)×\(columns)" }

  /// Stride, padding and rounding as they are, those that change nothing left out.
  var placementWords: [String] {
    var words: [String] = []
    if (rowStride, columnStride) != (1, 1) {
      words.append("stride " + (rowStride == columnStride ? "\(rowStride)" : "\(rowStride)×\(columnStride)"))
    }
    if padding == Padding(padding.top) {
      if padding.top > 0 { words.append("padding \(padding.top)") }
    } else {
      words.append("padding \(padding.top) \(padding.bottom) \(padding.left) \(padding.right) (top bottom left right)")
    }
    if (rowStride, columnStride) != (1, 1) { words.append("sizes rounded \(rounding == .ceil ? "up" : "down")") }
    return words
  }

  /// All of it, under names.
  var namedValues: [NamedValue] {
    [
      NamedValue("window", .integers([rows, columns])),
      NamedValue("stride", .integers([rowStride, columnStride])),
      NamedValue(
        "padding",
        .group([
          NamedValue("top", .integer(padding.top)), NamedValue("bottom", .integer(padding.bottom)),
          NamedValue("left", .integer(padding.left)), NamedValue("right", .integer(padding.right)),
        ])),
      NamedValue("rounding", .text(rounding.rawValue)),
    ]
  }
}
