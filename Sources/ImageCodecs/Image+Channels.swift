extension Image {
  /// The image with three channels; gray is repeated.
  public func rgb() -> Image {
    guard channels == 1 else { return self }
    let samples = [UInt8](unsafeUninitializedCapacity: 3 * pixels.count) { buffer, count in
      for (index, value) in pixels.enumerated() {
        buffer[3 * index] = value
        buffer[3 * index + 1] = value
        buffer[3 * index + 2] = value
      }
      count = 3 * pixels.count
    }
    return Image(width: width, height: height, channels: 3, pixels: samples)
  }

  /// The image with one channel: luminance by ITU-R BT.601, (19595·R + 38470·G + 7471·B + 2¹⁵) >> 16.
  public func gray() -> Image {
    guard channels == 3 else { return self }
    let samples = [UInt8](unsafeUninitializedCapacity: width * height) { buffer, count in
      for index in 0..<width * height {
        let (red, green, blue) = (Int(pixels[3 * index]), Int(pixels[3 * index + 1]), Int(pixels[3 * index + 2]))
        buffer[index] = UInt8((19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16)
      }
      count = width * height
    }
    return Image(width: width, height: height, channels: 1, pixels: samples)
  }

  /// The image with the channels that a caller wants.
  func converted(to channels: DecodingOptions.Channels) -> Image {
    switch channels {
    case .asStored: self
    case .rgb: rgb()
    case .gray: gray()
    }
  }
}
