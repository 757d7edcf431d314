import ImageCodecs

/// What a network sees of an image, on one sheet: the image, its frame, random draws of a policy, and ten views.
///
/// Five cells a row, each of the network's input size, with thin gray borders. A draw's cell shows what training sees
/// in that epoch, mean and scale apart; colours are clamped, which the network's input is not.
public struct ContactSheet: Sendable {
  /// The sheet.
  public let image: Image
  /// What each cell shows, in their order: its place, and the numbers drawn.
  public let legend: [String]

  /// Cells of a row.
  private static let columns = 5
  /// The width of borders.
  private static let border = 2
  /// The gray of borders, and of what a smaller image leaves of its cell.
  private static let gray: UInt8 = 128

  /// A sheet for an image.
  ///
  /// - Parameters:
  ///   - source: the image.
  ///   - index: its number in the data set, which draws depend on.
  ///   - preparation: the network's.
  ///   - policy: what draws may change.
  ///   - epochs: a draw for each of them.
  ///   - seed: the run's.
  public init(
    _ source: Image, index: Int, preparation: InputPreparation, policy: AugmentationPolicy, epochs: Range<Int>,
    seed: UInt64
  ) {
    let source = preparation.channels == .gray ? source.gray() : source.rgb()
    let (height, width) = (preparation.height, preparation.width)
    let frame = preparation.frame(imageHeight: source.height, imageWidth: source.width)
    var rows: [[(Image, String)]] = [
      [
        (Self.fitted(source, height, width), "the image, \(source.width) × \(source.height)"),
        (
          Self.fitted(preparation.wholeFrame(source, limit: max(height, width)), height, width),
          "the frame, \(frame.width) × \(frame.height)"
        ),
      ]
    ]
    let draws = epochs.map { epoch in
      let draw = preparation.draw(
        policy, for: index, imageHeight: source.height, imageWidth: source.width, seed: seed, epoch: epoch)
      let prepared = preparation.prepare(source, draw: draw)
      return (preparation.shown(prepared), "epoch \(epoch): \(draw.description(offset: prepared.view.colourOffset))")
    }
    for first in stride(from: 0, to: draws.count, by: Self.columns) {
      rows.append(Array(draws[first..<min(draws.count, first + Self.columns)]))
    }
    let names = ["upper left", "upper right", "lower left", "lower right", "centre"]
    let views = preparation.views(source).enumerated().map { number, prepared in
      let mirrored = number < names.count ? "" : ", mirrored"
      return (preparation.shown(prepared), "view \(number + 1): \(names[number % names.count])\(mirrored)")
    }
    rows.append(Array(views[..<Self.columns]))
    rows.append(Array(views[Self.columns...]))
    image = Self.sheet(rows.map { $0.map(\.0) }, height: height, width: width, channels: preparation.channels.count)
    legend = rows.enumerated().flatMap { row, cells in
      cells.enumerated().map { column, cell in "row \(row + 1), column \(column + 1): \(cell.1)" }
    }
  }

  /// The image made as large as its cell allows, in the middle of it.
  private static func fitted(_ source: Image, _ height: Int, _ width: Int) -> Image {
    let scale = min(Double(height) / Double(source.height), Double(width) / Double(source.width))
    let size = FrameSize(
      height: min(height, max(1, Int(Double(source.height) * scale))),
      width: min(width, max(1, Int(Double(source.width) * scale))))
    let resized = source.resized(width: size.width, height: size.height)
    var cell = [UInt8](repeating: gray, count: height * width * source.channels)
    paste(resized, row: (height - size.height) / 2, column: (width - size.width) / 2, into: &cell, width: width)
    return Image(width: width, height: height, channels: source.channels, pixels: cell)
  }

  private static func sheet(_ rows: [[Image]], height: Int, width: Int, channels: Int) -> Image {
    let sheetWidth = columns * (width + border) + border
    let sheetHeight = rows.count * (height + border) + border
    var pixels = [UInt8](repeating: gray, count: sheetWidth * sheetHeight * channels)
    for (row, cells) in rows.enumerated() {
      for (column, cell) in cells.enumerated() {
        paste(
          cell, row: border + row * (height + border), column: border + column * (width + border), into: &pixels,
          width: sheetWidth)
      }
    }
    return Image(width: sheetWidth, height: sheetHeight, channels: channels, pixels: pixels)
  }

  private static func paste(_ image: Image, row: Int, column: Int, into pixels: inout [UInt8], width: Int) {
    let rowBytes = image.width * image.channels
    for line in 0..<image.height {
      let start = ((row + line) * width + column) * image.channels
      pixels.replaceSubrange(
        start..<start + rowBytes, with: image.pixels[line * rowBytes..<(line + 1) * rowBytes])
    }
  }
}

extension InputPreparation {
  /// What an input looks like: mirrored and coloured, in the image's order of channels.
  fileprivate func shown(_ prepared: PreparedImage) -> Image {
    let image = Image(width: width, height: height, channels: channels.count, pixels: prepared.pixels)
    let turned = prepared.view.isMirrored ? image.mirrored() : image
    guard let offset = prepared.view.colourOffset else { return turned }
    let samples = turned.pixels.enumerated().map { index, sample -> UInt8 in
      let value = (Float(sample) + offset[index % 3]).rounded()
      return value > 0 ? UInt8(value < 255 ? value : 255) : UInt8(0)
    }
    return Image(width: width, height: height, channels: 3, pixels: samples)
  }

  /// The frame, or what can be shown of it, if it is very narrow: its middle, sides at most 16 times the input's
  /// longer one.
  fileprivate func wholeFrame(_ image: Image, limit: Int) -> Image {
    let size = frame(imageHeight: image.height, imageWidth: image.width)
    let shown = InputPreparation(
      height: min(size.height, 16 * limit), width: min(size.width, 16 * limit), channels: channels, resizing: resizing,
      range: 255, centring: .none, rounding: rounding)
    return Image(
      width: shown.width, height: shown.height, channels: channels.count, pixels: shown.prepare(image).pixels)
  }
}

extension AugmentationDraw {
  /// The numbers, in words.
  fileprivate func description(offset: SIMD3<Float>?) -> String {
    var parts: [String] = []
    switch crop {
    case .window(let row, let column): parts.append("crop at row \(row), column \(column)")
    case .resized(let region):
      parts.append("\(region.width) × \(region.height) at row \(region.row), column \(region.column), resized")
    }
    if rowShift != 0 || columnShift != 0 { parts.append("shifted by \(rowShift) down, \(columnShift) right") }
    if isMirrored { parts.append("mirrored") }
    if let offset {
      let channels = (0..<3).map { Self.rounded(offset[$0]) }
      parts.append("red \(channels[0]), green \(channels[1]), blue \(channels[2])")
    }
    return parts.joined(separator: "; ")
  }

  /// A signed number with one digit behind the point.
  private static func rounded(_ value: Float) -> String {
    guard value.isFinite else { return "\(value)" }
    let tenths = Int(min(max(value * 10, -100_000), 100_000).rounded())
    return "\(tenths < 0 ? "−" : "+")\(abs(tenths) / 10).\(abs(tenths) % 10)"
  }
}
