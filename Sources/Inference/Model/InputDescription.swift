import Networks

/// An input convention as JSON: `{"height": 224, "width": 224, "frame": 256, "framing": "square", "channels": "rgb",
/// "range": 255, "centring": "mean-image"}`, and `mean` and `deviation` where the input is standardized.
struct InputDescription: Codable, Equatable {
  var height: Int
  var width: Int
  var frame: Int
  var framing: String
  var channels: String
  var range: Double
  var centring: String
  var mean: [Double]?
  var deviation: [Double]?

  /// Sides of inputs and frames that a file may ask for.
  private static let sides = 1...8192

  /// Describes a convention.
  init(_ input: InputConvention) {
    (height, width, frame) = (input.height, input.width, input.frame)
    framing = input.framing.rawValue
    channels = input.channels.rawValue
    range = input.range
    switch input.centring {
    case .none: centring = "none"
    case .meanImage: centring = "mean-image"
    case .centreOfMeanImage: centring = "centre-of-mean-image"
    case .standardized(let mean, let deviation):
      centring = "standardized"
      (self.mean, self.deviation) = (mean, deviation)
    }
  }

  /// The convention; nil if it is none that a network could have.
  var convention: InputConvention? {
    guard [height, width, frame].allSatisfy(Self.sides.contains), height <= frame, width <= frame,
      let framing = InputConvention.Framing(rawValue: framing),
      let channels = InputConvention.Channels(rawValue: channels), range == 1 || range == 255
    else { return nil }
    let subtracted: InputConvention.Centring
    switch centring {
    case "none": subtracted = .none
    case "mean-image": subtracted = .meanImage
    case "centre-of-mean-image": subtracted = .centreOfMeanImage
    case "standardized":
      guard let mean, let deviation, mean.count == channels.count, deviation.count == channels.count,
        mean.allSatisfy(\.isFinite), deviation.allSatisfy({ $0.isFinite && $0 > 0 })
      else { return nil }
      subtracted = .standardized(mean: mean, deviation: deviation)
    default: return nil
    }
    return InputConvention(
      height: height, width: width, frame: frame, framing: framing, channels: channels, range: range,
      centring: subtracted)
  }
}
