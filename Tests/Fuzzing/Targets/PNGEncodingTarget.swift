import ImageCodecs

/// Images written as PNG and PNM, which must come back.
enum PNGEncodingTarget: FuzzTarget {
  static let name = "PNGEncoding"

  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 8 << 20 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    var input = FuzzInput(bytes)
    let image = input.image(maximumSide: 64)
    for file in [PNGEncoder.encode(image), PNMEncoder.encode(image)] {
      let decoded = try? ImageDecoder.decode(file.span)
      try Finding.unless(decoded?.image == image && decoded?.isTruncated == false, "an image is not what was written")
    }
  }
}
