import Datasets
import ImageCodecs
import Inference
import Kernels
import Networks
import Tensors

/// Which parts of an image a class's probability depends on: a gray square moves over the image, and wherever its middle
/// is, the map has the probability that is left (Zeiler and Fergus, 2013).
public struct OcclusionPicture: Sendable {
  /// The square and its steps.
  public struct Options: Hashable, Sendable {
    /// The square's side in pixels of the input.
    public var side: Int
    /// How far it moves.
    public var step: Int
    /// Its gray.
    public var gray: UInt8

    /// A square; without arguments, gray 128.
    public init(side: Int, step: Int, gray: UInt8 = 128) {
      self.side = side
      self.step = step
      self.gray = gray
    }

    /// A square of a fifth of an input's shorter side, moved by a quarter of its own.
    public init(height: Int, width: Int) {
      let side = max(2, min(height, width) / 5)
      self.init(side: side, step: max(1, side / 4))
    }
  }

  /// What the network sees of the image, and beside it in gray under the map: the lighter and warmer a place, the less is
  /// left of the class's probability when it is covered.
  public let image: Image
  /// For each place of the square's middle the probability of the class.
  public let map: ValueMap
  /// The class.
  public let label: Int
  /// Its probability with nothing covered.
  public let probability: Float
  /// The square.
  public let options: Options

  /// The map of an image.
  ///
  /// - Parameters:
  ///   - model: the network.
  ///   - source: the image.
  ///   - label: the class; nil for the one that the network takes it for.
  ///   - options: the square; nil to suit the input.
  ///   - batch: the most images that are computed at once.
  /// - Throws: `VisualizationError`, or `ModelError` if weights cannot be read.
  public init(
    _ model: Model, of source: Image, label wanted: Int? = nil, options: Options? = nil, batch: Int = 32,
    scale: Int? = nil
  ) throws {
    let preparation = model.preparation
    let (height, width) = (preparation.height, preparation.width)
    let options = options ?? Options(height: height, width: width)
    precondition(options.side > 0 && options.step > 0, "a square has a side and moves")
    let prepared = preparation.prepare(source)
    let network = try model.network(capacity: batch, purpose: .inference)
    let whole = try Self.probabilities(network, preparation, [prepared])[0]
    let label = wanted ?? whole.indices.max { whole[$0] < whole[$1] } ?? 0
    guard whole.indices.contains(label) else {
      throw VisualizationError.unknownClass("\(label)", classes: whole.count)
    }
    let rows = (height + options.step - 1) / options.step
    let columns = (width + options.step - 1) / options.step
    var values: [Float] = []
    for first in stride(from: 0, to: rows * columns, by: batch) {
      let covered = (first..<min(rows * columns, first + batch)).map { place in
        let (row, column) = place.quotientAndRemainder(dividingBy: columns)
        return prepared.covered(
          options, row: row * options.step + options.step / 2, column: column * options.step + options.step / 2,
          height: height, width: width, channels: preparation.channels.count)
      }
      values += try Self.probabilities(network, preparation, covered).map { $0[label] }
    }
    map = ValueMap(height: rows, width: columns, values: values)
    probability = whole[label]
    self.label = label
    self.options = options
    let shown = Image(
      width: width, height: height, channels: preparation.channels.count, pixels: prepared.pixels)
    let scale = scale ?? PictureGrid.automaticScale(shown, side: 224)
    image = PictureGrid.make(
      [shown.rgb().enlarged(scale), Self.overlay(map, probability, on: shown.enlarged(scale))], columns: 2, scale: 1,
      gap: 4)
  }

  /// Class probabilities of prepared images.
  private static func probabilities(
    _ network: Network<Float>, _ preparation: InputPreparation, _ images: [PreparedImage]
  ) throws(VisualizationError) -> [[Float]] {
    let input = network.input(count: images.count)
    Parallel.forEach(images.count) { n in
      preparation.write(images[n], into: input.base + n * preparation.valueCount)
    }
    do throws(NetworkError) {
      try network.forward(count: images.count, pass: .testing)
      let rows = try network.predict(count: images.count)
      let classes = network.plan.classes
      return images.indices.map { n in (0..<classes).map { rows[n * classes + $0] } }
    } catch {
      throw .network(error.description)
    }
  }

  /// The map in colours over the image in gray.
  private static func overlay(_ map: ValueMap, _ whole: Float, on image: Image) -> Image {
    let loss = map.gray(from: 0, to: max(whole, 1e-6)).resized(width: image.width, height: image.height)
    let gray = image.gray()
    let lowest = map.range.low
    let span = max(Double(whole) - Double(lowest), 0.01)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(gray.pixels.count * 3)
    for (left, sample) in zip(loss.pixels, gray.pixels) {
      let lost = Double(whole) * (1 - Double(left) / 255)
      let heat = max(0, min(1, lost / span))
      let colour = ColourScale.colour(heat)
      let light = SIMD3(repeating: Double(sample))
      let mixed = light * 0.35 + colour * 0.65
      for channel in 0..<3 { pixels.append(UInt8(max(0, min(255, mixed[channel].rounded())))) }
    }
    return Image(width: image.width, height: image.height, channels: 3, pixels: pixels)
  }
}

extension PreparedImage {
  /// The image with a square around a place covered, as far as it lies in the image.
  fileprivate func covered(
    _ options: OcclusionPicture.Options, row: Int, column: Int, height: Int, width: Int, channels: Int
  ) -> PreparedImage {
    var samples = pixels
    let (top, left) = (row - options.side / 2, column - options.side / 2)
    for line in max(0, top)..<min(height, top + options.side) {
      let first = (line * width + max(0, left)) * channels
      let last = (line * width + min(width, left + options.side)) * channels
      for place in first..<last { samples[place] = options.gray }
    }
    return PreparedImage(pixels: samples, view: view)
  }
}
