extension InputConvention {
  /// The convention in words, such as "3×224×224 RGB, 0–255, mean image subtracted where the crop lies".
  package var words: String {
    "\(channels.count)×\(height)×\(width) \(channels == .gray ? "gray" : channels.rawValue.uppercased()), "
      + (frame == height && frame == width ? "" : "out of \(frameWords), ") + "0–\(range.words), \(centring.words)"
  }

  private var frameWords: String {
    framing == .square ? "\(frame)×\(frame)" : "the whole image with a shorter side of \(frame)"
  }

  /// All of it, under names.
  package var namedValues: [NamedValue] {
    [
      NamedValue("shape", .integers([channels.count, height, width])),
      NamedValue("frame", .integer(frame)),
      NamedValue("framing", .text(framing.rawValue)),
      NamedValue("channels", .text(channels.rawValue)),
      NamedValue("range", .number(range)),
      NamedValue("centring", .group(centring.namedValues)),
    ]
  }
}

extension InputConvention.Centring {
  fileprivate var words: String {
    switch self {
    case .none: "nothing subtracted"
    case .meanImage: "the mean image subtracted where the crop lies"
    case .centreOfMeanImage: "the centre of the mean image subtracted from every crop"
    case .standardized(let mean, let deviation):
      "minus the mean (\(mean.map(\.words).joined(separator: ", "))), "
        + "divided by the standard deviation (\(deviation.map(\.words).joined(separator: ", ")))"
    }
  }

  fileprivate var namedValues: [NamedValue] {
    switch self {
    case .none: [NamedValue("kind", .text("none"))]
    case .meanImage: [NamedValue("kind", .text("meanImage"))]
    case .centreOfMeanImage: [NamedValue("kind", .text("centreOfMeanImage"))]
    case .standardized(let mean, let deviation):
      [
        NamedValue("kind", .text("standardized")), NamedValue("mean", .numbers(mean)),
        NamedValue("deviation", .numbers(deviation)),
      ]
    }
  }
}
