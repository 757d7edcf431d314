@testable import ImageCodecs

/// A small picture that is the same wherever it is made: ramps, a disc, hatching, and noise of a linear congruential
/// generator.
enum EncodedPicture {
  /// The picture at a size.
  static func image(width: Int, height: Int, channels: Int) -> Image {
    var (samples, state) = ([UInt8](), 1)
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<channels {
          state = (state * 1_103_515_245 + 12345) & 0x7fff_ffff
          var value = (x * (3 + channel) + y * (5 - channel) + 60 * channel) & 511
          if value > 255 { value = 511 - value }
          if (x - 20) * (x - 20) + (y - 15) * (y - 15) < 100 { value = 240 - 80 * channel }
          if x / 8 % 3 == 2, (x + y) % 4 == 0 { value = 255 - value }
          if y / 16 % 2 == 1 { value = value * 3 / 4 + (state >> 16) % 64 }
          samples.append(UInt8(value))
        }
      }
    }
    return Image(width: width, height: height, channels: channels, pixels: samples)
  }

  /// The image of a JPEG file.
  static func decoded(_ file: [UInt8]) throws -> Image { try JPEGDecoder.decode(file.span).image }

  /// Mean and greatest difference of two images' samples.
  static func difference(_ first: Image, _ second: Image) -> (mean: Double, greatest: Int) {
    let differences = zip(first.pixels, second.pixels).map { abs(Int($0) - Int($1)) }
    return (Double(differences.reduce(0, +)) / Double(differences.count), differences.max() ?? 0)
  }
}
