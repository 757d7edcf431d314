import ImageCodecs

extension FuzzInput {
  /// An image of sides up to `maximumSide`, some of them much longer, with the bytes that are left as its pixels.
  mutating func image(maximumSide: Int) -> Image {
    let shape = byte()
    var (width, height) = (smallNumber(in: 1...maximumSide), smallNumber(in: 1...maximumSide))
    if shape & 6 == 2 { (width, height) = (width * 64, 1 + height % 4) }
    if shape & 6 == 4 { (width, height) = (1 + width % 4, height * 64) }
    let channels = shape & 1 == 0 ? 1 : 3
    return Image(width: width, height: height, channels: channels, pixels: filled(width * height * channels))
  }
}
