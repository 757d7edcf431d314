import Datasets
import Foundation
import Networks
import WeightFormats

/// What a network's training images were centred by, where its weights do not bring it along.
public enum InputMean: Sendable, Equatable {
  /// A mean image of the frame's size, or of the input's: H·W·C values on the scale of 0–255, red before blue.
  case image(height: Int, width: Int, values: [Double])
  /// A number for each channel on the scale of 0–255: red, green, blue.
  case colour([Double])

  /// ImageNet's mean colour as Caffe's models have it.
  public static let imageNet = InputMean.colour([122.679, 116.669, 104.007])

  /// The tensor of a mean image beside weights: [C,H,W], red before blue.
  static let tensorName = "mean.image"

  /// A mean as a user gives it: "imagenet", a colour "R,G,B" (one number for gray), or a file.
  ///
  /// - Throws: `ModelError` if the file cannot be read or holds no mean.
  public init(parsing text: String) throws(ModelError) {
    if text == "imagenet" {
      self = .imageNet
      return
    }
    let numbers = text.split(separator: ",").map { Double($0.trimmingCharacters(in: .whitespaces)) }
    let colour = numbers.compactMap(\.self)
    if colour.count == numbers.count, Self.isColour(colour) {
      self = .colour(colour)
      return
    }
    try self.init(file: text)
  }

  /// The mean in a file: statistics of `alexnet prepare` or of a run, or a mean image of Caffe, by its ending
  /// `.binaryproto`.
  ///
  /// - Throws: `ModelError.unreadable`.
  public init(file path: String) throws(ModelError) {
    if path.hasSuffix(".binaryproto") {
      do throws(CaffeError) {
        let mean = try CaffeMean(path: path)
        self.init(
          planes: mean.values.map(Double.init), channels: mean.channels, height: mean.height, width: mean.width,
          isBGR: true)
      } catch {
        throw .unreadable(error.description)
      }
      return
    }
    do throws(DatasetError) {
      self.init(try ImageStatistics(path: path))
    } catch {
      throw .unreadable(error.description)
    }
  }

  /// The mean image of a training set.
  public init(_ statistics: ImageStatistics) {
    self = .image(height: statistics.height, width: statistics.width, values: statistics.meanImage)
  }

  /// The mean image that a file of weights carries; nil if there is none.
  init?(_ archive: any WeightArchive) throws(ModelError) {
    guard let shape = archive.entry(named: Self.tensorName)?.shape else { return nil }
    guard shape.count == 3, [1, 3].contains(shape[0]), shape[1] > 0, shape[2] > 0 else {
      throw .mean(source: archive.name, found: ModelError.text(shape), expected: "C×H×W, C 1 or 3")
    }
    let planes: [Float]
    do {
      planes = try archive.values(Self.tensorName)
    } catch {
      throw .unreadable("\(error)")
    }
    guard planes.count == shape.reduce(1, *), planes.allSatisfy({ (0...255).contains($0) }) else {
      throw .mean(source: archive.name, found: "numbers outside of 0–255", expected: "0 to 255")
    }
    self.init(planes: planes.map(Double.init), channels: shape[0], height: shape[1], width: shape[2], isBGR: false)
  }

  /// A mean image of planes C×H×W, as other tools keep it.
  init(planes: [Double], channels: Int, height: Int, width: Int, isBGR: Bool) {
    let area = height * width
    self = .image(
      height: height, width: width,
      values: (0..<planes.count).map { index in
        let (pixel, channel) = index.quotientAndRemainder(dividingBy: channels)
        return planes[(isBGR ? channels - 1 - channel : channel) * area + pixel]
      })
  }

  /// Planes C×H×W of a mean image, red before blue; nil for a colour.
  var planes: (shape: [Int], values: [Float])? {
    guard case .image(let height, let width, let values) = self else { return nil }
    let channels = values.count / (height * width)
    let planes = (0..<values.count).map { index in
      Float(values[index % (height * width) * channels + index / (height * width)])
    }
    return ([channels, height, width], planes)
  }

  static func isColour(_ numbers: [Double]) -> Bool {
    [1, 3].contains(numbers.count) && numbers.allSatisfy { (0...255).contains($0) }
  }

  /// What is subtracted from the pixels of a network whose centring asks for a mean image.
  ///
  /// - Parameter source: where the mean comes from, for the error.
  /// - Throws: `ModelError.mean` if it does not fit.
  func centring(
    for input: InputConvention, position: MeanImage.Position, source: String
  ) throws(ModelError) -> InputPreparation.Centring {
    let channels = input.channels.count
    switch self {
    case .colour(let colour):
      guard colour.count == channels else {
        throw .mean(source: source, found: "\(colour.count) channels", expected: "\(channels)")
      }
      return .meanColour(colour)
    case .image(let height, let width, let values):
      guard values.count == height * width * channels, height >= input.height, width >= input.width else {
        throw .mean(
          source: source, found: "\(height)×\(width)×\(values.count / max(1, height * width))",
          expected: "\(input.frame)×\(input.frame)×\(channels), or no smaller than the input of "
            + "\(input.height)×\(input.width)")
      }
      return .meanImage(MeanImage(height: height, width: width, values: values, position: position))
    }
  }
}
