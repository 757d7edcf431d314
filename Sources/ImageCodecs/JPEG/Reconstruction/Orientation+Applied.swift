/// Turning of decoded images.
extension Orientation {
  /// The image as it is to be seen.
  func applied(to image: Image) -> Image {
    guard self != .topLeft else { return image }
    let (width, height, channels) = (image.width, image.height, image.channels)
    // Where the first pixel goes, and how far apart the pixels of a stored row, and the rows, are then.
    let newWidth = swapsSides ? height : width
    let newHeight = swapsSides ? width : height
    let (right, bottom) = (newWidth - 1, newHeight - 1)
    let start: Int
    let columnStep: Int
    let rowStep: Int
    switch self {
    case .topLeft: (start, columnStep, rowStep) = (0, 1, newWidth)
    case .topRight: (start, columnStep, rowStep) = (right, -1, newWidth)
    case .bottomRight: (start, columnStep, rowStep) = (bottom * newWidth + right, -1, -newWidth)
    case .bottomLeft: (start, columnStep, rowStep) = (bottom * newWidth, 1, -newWidth)
    case .leftTop: (start, columnStep, rowStep) = (0, newWidth, 1)
    case .rightTop: (start, columnStep, rowStep) = (right, newWidth, -1)
    case .rightBottom: (start, columnStep, rowStep) = (bottom * newWidth + right, -newWidth, -1)
    case .leftBottom: (start, columnStep, rowStep) = (bottom * newWidth, -newWidth, 1)
    }
    let pixels = [UInt8](unsafeUninitializedCapacity: image.pixels.count) { output, count in
      image.pixels.withUnsafeBufferPointer { input in
        // Each pixel of the input goes to its own place of the output: all are written.
        var source = 0
        for row in 0..<height {
          var place = (start + row * rowStep) * channels
          for _ in 0..<width {
            for channel in 0..<channels { output[place + channel] = input[source + channel] }
            source += channels
            place += columnStep * channels
          }
        }
      }
      count = image.pixels.count
    }
    return Image(width: newWidth, height: newHeight, channels: channels, pixels: pixels)
  }
}
