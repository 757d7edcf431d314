import ImageCodecs

/// Images by a formula that Fixtures/Generators/make_resize_fixtures.py has too.
enum SampleImages {
  /// Samples of a number and of those after it: mixes of their bits.
  static func samples(_ range: Range<Int>) -> [UInt8] {
    range.map { index in
      let mixed = UInt32(truncatingIfNeeded: index) &* 2_654_435_761
      return UInt8(truncatingIfNeeded: (mixed >> 24) ^ (mixed >> 11))
    }
  }

  /// An image of the first samples.
  static func image(_ width: Int, _ height: Int, _ channels: Int) -> Image {
    Image(width: width, height: height, channels: channels, pixels: samples(0..<width * height * channels))
  }

  /// FNV-1a of 64 bits.
  static func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
