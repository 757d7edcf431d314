import Datasets
import ImageCodecs

/// Images resized, cropped, moved and mirrored.
enum ResizingTarget: FuzzTarget {
  static let name = "Resizing"

  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 4 * bytes.count + 8 << 20 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    var input = FuzzInput(bytes)
    let (width, height) = (input.number(in: 1...300), input.number(in: 1...300))
    let side = input.smallNumber(in: 1...64)
    let isBoxed = input.bool()
    let edges = (0..<4).map { _ in Float(input.word()) / 65536 }
    let region = PixelRegion(
      row: input.number(in: -99...99), column: input.number(in: -99...99), height: input.number(in: 1...99),
      width: input.number(in: 1...99))
    let image = input.image(maximumSide: 40)
    let box = isBoxed ? box(edges, in: image) : nil
    try check(image.resized(width: width, height: height, region: box), of: image, width, height)
    try check(image.resizedShorterSideSquare(side, rounding: .toEven), of: image, side, side)
    if let resized = try? image.resizedShorterSide(to: side, maximumPixels: 1 << 14) {
      try check(resized, of: image, resized.width, resized.height)
      try Finding.unless(min(resized.width, resized.height) == side, "a shorter side other than \(side)")
    }
    let crop = image.cropped(to: region)
    try Finding.unless(crop.width == region.width && crop.height == region.height, "a crop of another size")
    try Finding.unless(image.mirrored().mirrored() == image, "mirroring twice changes an image")
    try Finding.unless(image.shifted(rows: 0, columns: 0) == image, "moving by nothing changes an image")
    _ = image.shifted(rows: region.row, columns: region.column)
    _ = image.centreCropped(height: side, width: side)
    let views = image.tenViews(height: min(side, image.height), width: min(side, image.width))
    try Finding.unless(views.count == 10, "ten views")
  }

  private static func box(_ edges: [Float], in image: Image) -> ImageBox? {
    let (width, height) = (Float(image.width), Float(image.height))
    let box = ImageBox(
      left: min(edges[0], edges[1]) * width, top: min(edges[2], edges[3]) * height,
      right: max(edges[0], edges[1]) * width, bottom: max(edges[2], edges[3]) * height)
    return box.left < box.right && box.top < box.bottom ? box : nil
  }

  /// Samples are means of samples, but for the rounding of weights.
  private static func check(_ resized: Image, of image: Image, _ width: Int, _ height: Int) throws(Finding) {
    try Finding.unless(
      (resized.width, resized.height, resized.channels) == (width, height, image.channels), "another size")
    let (least, most) = (image.pixels.min() ?? 0, image.pixels.max() ?? 0)
    try Finding.unless(
      resized.pixels.allSatisfy { Int($0) >= Int(least) - 1 && Int($0) <= Int(most) + 1 },
      "samples beyond those of the image")
  }
}
