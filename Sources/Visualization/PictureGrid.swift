import ImageCodecs

/// Pictures of one size in rows and columns, with gaps between and around them.
public enum PictureGrid {
  /// The side that a small cell is enlarged to, about.
  private static let cellSide = 52

  /// The grid.
  ///
  /// - Parameters:
  ///   - cells: pictures of one size and number of channels, at least one.
  ///   - columns: cells of a row; nil for a grid that is wider than high and has no holes if that can be.
  ///   - scale: pixels of a pixel's side; nil so that small cells are large enough to see.
  ///   - background: the gray between cells, and where there is none.
  public static func make(
    _ cells: [Image], columns: Int? = nil, scale: Int? = nil, gap: Int = 3, background: UInt8 = 255
  ) -> Image {
    precondition(!cells.isEmpty, "a grid has cells")
    let first = cells[0]
    let columns = max(1, min(cells.count, columns ?? automaticColumns(cells.count)))
    let scale = scale ?? automaticScale(first)
    let rows = (cells.count + columns - 1) / columns
    let (cellHeight, cellWidth) = (first.height * scale, first.width * scale)
    let height = rows * (cellHeight + gap) + gap
    let width = columns * (cellWidth + gap) + gap
    var pixels = [UInt8](repeating: background, count: height * width * first.channels)
    for (number, cell) in cells.enumerated() {
      precondition(
        cell.height == first.height && cell.width == first.width && cell.channels == first.channels,
        "cells have one size")
      let picture = cell.enlarged(scale)
      let (row, column) = number.quotientAndRemainder(dividingBy: columns)
      let (top, left) = (gap + row * (cellHeight + gap), gap + column * (cellWidth + gap))
      let bytes = cellWidth * first.channels
      for line in 0..<cellHeight {
        let start = ((top + line) * width + left) * first.channels
        pixels.replaceSubrange(start..<start + bytes, with: picture.pixels[line * bytes..<(line + 1) * bytes])
      }
    }
    return Image(width: width, height: height, channels: first.channels, pixels: pixels)
  }

  /// The enlargement of a small cell.
  static func automaticScale(_ cell: Image, side: Int = cellSide) -> Int {
    max(1, Int((Double(side) / Double(max(cell.height, cell.width))).rounded()))
  }

  /// Columns for a number of cells: 16 for 96, 8 for 32.
  static func automaticColumns(_ count: Int) -> Int {
    let root = Double(count).squareRoot()
    let wanted = 1.6 * root
    let whole = (Int(root.rounded(.up))...max(Int(root.rounded(.up)), Int(3 * root))).filter { count % $0 == 0 }
    return whole.min { abs(Double($0) - wanted) < abs(Double($1) - wanted) } ?? Int(wanted.rounded(.up))
  }
}

extension Image {
  /// Each pixel as a square of `scale` × `scale`.
  func enlarged(_ scale: Int) -> Image {
    guard scale > 1 else { return self }
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count * scale * scale)
    for row in 0..<height {
      var line: [UInt8] = []
      for column in 0..<width {
        let start = (row * width + column) * channels
        for _ in 0..<scale { line += pixels[start..<start + channels] }
      }
      for _ in 0..<scale { result += line }
    }
    return Image(width: width * scale, height: height * scale, channels: channels, pixels: result)
  }
}
