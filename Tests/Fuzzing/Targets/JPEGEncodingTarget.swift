import ImageCodecs

/// Images written as JPEG, which must come back in their size, and at the best quality nearly as they were.
enum JPEGEncodingTarget: FuzzTarget {
  static let name = "JPEGEncoding"

  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 8 << 20 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    var input = FuzzInput(bytes)
    let options = JPEGEncodingOptions(
      quality: input.smallNumber(in: 1...100), subsampling: input.choice(.none, .horizontal, .both),
      optimizesHuffmanTables: input.bool())
    let image = input.image(maximumSide: 48)
    guard let file = try? JPEGEncoder.encode(image, options: options),
      let decoded = try? ImageDecoder.decode(file.span)
    else { throw Finding("an image cannot be written and read again") }
    let result = decoded.image
    try Finding.unless(
      (result.width, result.height, result.channels) == (image.width, image.height, image.channels)
        && !decoded.isTruncated, "an image of another size came back")
    // Steps of 1 in frequency and no colours: rounding of 64 coefficients by a half, and that of the two transforms.
    guard options.quality == 100, image.channels == 1 else { return }
    let difference = zip(result.pixels, image.pixels).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
    try Finding.unless(difference <= 5, "a gray image of quality 100 differs by \(difference)")
  }
}
