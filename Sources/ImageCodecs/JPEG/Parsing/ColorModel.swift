/// What a frame's components mean.
enum ColorModel: Equatable {
  /// One component, luminance.
  case gray
  /// Luminance and two colour differences (ITU-R BT.601, full range, as JFIF has it).
  case yCbCr
  /// Red, green and blue.
  case rgb
  /// Cyan, magenta, yellow and black, stored as 255 less the ink.
  case cmyk
  /// Cyan, magenta and yellow as luminance and colour differences, and black.
  case ycck

  /// The meaning that libjpeg gives to a frame's components.
  ///
  /// Three components are RGB if an Adobe segment gives transform 0, or if there is neither Adobe nor JFIF segment and
  /// they are named R, G, B; else YCbCr. Four are YCCK if there is an Adobe segment with another transform than 0.
  init(_ frame: FrameHeader, isJFIF: Bool, adobeTransform: UInt8?) {
    switch frame.components.count {
    case 1:
      self = .gray
    case 3:
      if isJFIF {
        self = .yCbCr
      } else if let adobeTransform {
        self = adobeTransform == 0 ? .rgb : .yCbCr
      } else {
        let isNamedRGB = frame.components.map(\.identifier) == Array("RGB".utf8)
        self = isNamedRGB ? .rgb : .yCbCr
      }
    default:
      self = (adobeTransform ?? 0) == 0 ? .cmyk : .ycck
    }
  }
}
