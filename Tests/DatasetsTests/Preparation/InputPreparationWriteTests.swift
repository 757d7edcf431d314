import Datasets
import ImageCodecs
import Tensors
import Testing

/// Stage two: the numbers that a network gets.
struct InputPreparationWriteTests {
  private static let (height, width) = (5, 19)

  /// Samples of an input, and a number for each sample of a mean image of 8 × 24 pixels.
  private let pixels = SampleImages.samples(0..<5 * 19 * 3)
  private let mean = (0..<8 * 24 * 3).map { 100 + Double(SampleImages.samples($0..<$0 + 1)[0]) / 7 }

  private func preparation(
    _ centring: InputPreparation.Centring, channels: InputPreparation.Channels = .rgb, range: Double = 255
  ) -> InputPreparation {
    InputPreparation(
      height: Self.height, width: Self.width, channels: channels, resizing: .none, range: range, centring: centring)
  }

  private func values(
    _ preparation: InputPreparation, _ change: (inout PreparedView) -> Void = { _ in }
  ) -> [Float] {
    var view = PreparedView(row: 1, column: 2, frameHeight: 8, frameWidth: 24)
    change(&view)
    let count = preparation.valueCount
    return preparation.values(PreparedImage(pixels: Array(pixels[..<count]), view: view))
  }

  /// Value by value from a formula: the sample's place in the crop, and the place in the input that it goes to.
  private func expected(
    mirrored: Bool = false, bgr: Bool = false,
    _ value: (_ row: Int, _ column: Int, _ channel: Int, _ pixel: Float) -> Float
  ) -> [Float] {
    var out = [Float](repeating: 0, count: pixels.count)
    for h in 0..<Self.height {
      for w in 0..<Self.width {
        for c in 0..<3 {
          let (column, channel) = (mirrored ? Self.width - 1 - w : w, bgr ? 2 - c : c)
          out[(h * Self.width + column) * 3 + channel] = value(h, w, c, Float(pixels[(h * Self.width + w) * 3 + c]))
        }
      }
    }
    return out
  }

  @Test(arguments: [1.0, 255]) func `values are scaled, centred and divided, in this order`(_ range: Double) {
    let (mean, deviation) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    #expect(
      values(preparation(.standardized(mean: mean, deviation: deviation), range: range))
        == expected { _, _, c, pixel in
          (pixel * Float(range / 255) - Float(mean[c] * range)) / Float(deviation[c] * range)
        })
  }

  @Test func `without centring, samples are scaled alone`() {
    #expect(values(preparation(.none)) == pixels.map { Float($0) })
    #expect(values(preparation(.none, range: 1)) == pixels.map { Float($0) * Float(1.0 / 255) })
  }

  @Test func `a mean colour is subtracted on the scale of 0–255`() {
    let colour = [104.007, 116.669, 122.679]
    #expect(
      values(preparation(.meanColour(colour), range: 1))
        == expected { _, _, c, pixel in pixel * Float(1.0 / 255) - Float(colour[c] * (1.0 / 255)) })
  }

  @Test(arguments: [false, true], [false, true])
  func `a matched mean image follows its pixels`(_ mirrored: Bool, _ bgr: Bool) {
    let image = MeanImage(height: 8, width: 24, values: mean, position: .matched)
    #expect(
      values(preparation(.meanImage(image), channels: bgr ? .bgr : .rgb)) { $0.isMirrored = mirrored }
        == expected(mirrored: mirrored, bgr: bgr) { row, column, c, pixel in
          pixel - Float(mean[((row + 1) * 24 + column + 2) * 3 + c])
        })
  }

  @Test(arguments: [false, true], [false, true])
  func `the middle of a mean image stays where it is`(_ mirrored: Bool, _ bgr: Bool) {
    let image = MeanImage(height: 8, width: 24, values: mean, position: .centre)
    #expect(
      values(preparation(.meanImage(image), channels: bgr ? .bgr : .rgb)) {
        ($0.isMirrored, $0.row, $0.column) = (mirrored, 3, 0)
      }
        == expected(mirrored: mirrored, bgr: bgr) { row, column, c, pixel in
          let place = mirrored ? Self.width - 1 - column : column
          return pixel - Float(mean[((row + 1) * 24 + place + 2) * 3 + c])
        })
  }

  @Test(arguments: [(8, 24, 1, 2), (10, 30, 0, 0), (10, 30, 5, 11), (5, 19, 0, 0), (6, 20, 1, 0), (100, 100, 90, 40)])
  func `a mean image of another size is laid on the frame's middle and ends at its edges`(
    _ frameHeight: Int, _ frameWidth: Int, _ row: Int, _ column: Int
  ) {
    let image = MeanImage(height: 8, width: 24, values: mean, position: .matched)
    func start(_ place: Int, _ frame: Int, _ mean: Int, _ size: Int) -> Int {
      min(max(0, place + Int((Double(mean - frame) / 2).rounded(.down))), mean - size)
    }
    let first = (start(row, frameHeight, 8, Self.height), start(column, frameWidth, 24, Self.width))
    let found = values(preparation(.meanImage(image))) { view in
      view = PreparedView(row: row, column: column, frameHeight: frameHeight, frameWidth: frameWidth)
    }
    #expect(
      found == expected { h, w, c, pixel in pixel - Float(mean[((h + first.0) * 24 + w + first.1) * 3 + c]) })
  }

  @Test(arguments: [false, true]) func `a colour is added to every pixel, unclamped, and the whole divided`(_ bgr: Bool)
  {
    let (offset, colour) = (SIMD3<Float>(300, -7.5, -400.25), [10.5, 20, 30])
    #expect(
      values(preparation(.meanColour(colour), channels: bgr ? .bgr : .rgb, range: 1)) { view in
        view.colourOffset = offset
        view.colourDivisor = 1.1
        view.isMirrored = true
      }
        == expected(mirrored: true, bgr: bgr) { _, _, c, pixel in
          ((pixel + offset[c]) * Float(1.0 / 255) - Float(colour[c] * (1.0 / 255))) / 1 / 1.1
        })
  }

  @Test func `gray inputs are mirrored and centred`() {
    let gray = MeanImage(height: 8, width: 24, values: Array(mean[..<192]), position: .matched)
    let found = values(preparation(.meanImage(gray), channels: .gray)) { $0.isMirrored = true }
    for h in 0..<Self.height {
      for w in 0..<Self.width {
        let expected = Float(pixels[h * Self.width + w]) - Float(mean[(h + 1) * 24 + w + 2])
        #expect(found[h * Self.width + Self.width - 1 - w] == expected)
      }
    }
  }

  @Test func `Double gets the values of Float`() {
    let preparation = preparation(.standardized(mean: [0.1, 0.2, 0.3], deviation: [0.3, 0.7, 0.9]), range: 1)
    let prepared = PreparedImage(pixels: pixels, view: PreparedView(row: 0, column: 0, frameHeight: 5, frameWidth: 19))
    let doubles: [Double] = preparation.values(prepared)
    let floats: [Float] = preparation.values(prepared)
    #expect(doubles == floats.map(Double.init))
  }

  @Test func `both stages together give training's values`() {
    let image = SampleImages.image(60, 44, 3)
    let frame = image.resizedShorterSideSquare(24).pixels
    let meanImage = (0..<24 * 24 * 3).map { 90 + Double(SampleImages.samples($0..<$0 + 1)[0]) / 5 }
    let preparation = InputPreparation(
      height: 20, width: 17, channels: .bgr, resizing: .shorterSideSquare(24), range: 255,
      centring: .meanImage(MeanImage(height: 24, width: 24, values: meanImage, position: .matched)))
    for epoch in 0..<8 {
      let draw = preparation.draw(.cropsAndMirrors, for: 2, imageHeight: 44, imageWidth: 60, seed: 5, epoch: epoch)
      guard case .window(let row, let column) = draw.crop else { continue }
      let found: [Float] = preparation.values(preparation.prepare(image, draw: draw))
      for h in 0..<20 {
        for w in 0..<17 {
          for c in 0..<3 {
            let source = ((row + h) * 24 + column + w) * 3 + c
            let place = (h * 17 + (draw.isMirrored ? 16 - w : w)) * 3 + 2 - c
            #expect(found[place] == Float(frame[source]) - Float(meanImage[source]))
          }
        }
      }
    }
  }
}
