import ImageCodecs
import Tensors
import Testing

@testable import Datasets

/// Stage one: which samples of an image a network sees.
struct InputPreparationTests {
  private func preparation(
    _ resizing: InputPreparation.Resizing, channels: InputPreparation.Channels = .rgb,
    rounding: CentreRounding = .down, height: Int = 20, width: Int = 18
  ) -> InputPreparation {
    InputPreparation(
      height: height, width: width, channels: channels, resizing: resizing, range: 255, centring: .none,
      rounding: rounding)
  }

  static let rules: [InputPreparation.Resizing] = [
    .none, .shorterSide(25), .shorterSideSquare(25), .stretched(height: 31, width: 23),
  ]

  /// The whole frame of an image.
  private func frame(_ image: Image, _ resizing: InputPreparation.Resizing, _ rounding: CentreRounding) throws -> Image
  {
    switch resizing {
    case .none: image
    case .shorterSide(let side): try image.resizedShorterSide(to: side)
    case .shorterSideSquare(let side): image.resizedShorterSideSquare(side, rounding: rounding)
    case .stretched(let height, let width): image.resized(width: width, height: height)
    }
  }

  @Test(arguments: rules, [CentreRounding.down, .toEven])
  func `without a draw, the middle of the frame is seen`(
    _ rule: InputPreparation.Resizing, _ rounding: CentreRounding
  ) throws {
    for (width, height) in [(47, 33), (30, 41), (25, 25)] {
      let image = SampleImages.image(width, height, 3)
      let preparation = preparation(rule, rounding: rounding)
      let frame = try frame(image, rule, rounding)
      let prepared = preparation.prepare(image)
      #expect(prepared.pixels == frame.centreCropped(height: 20, width: 18, rounding: rounding).pixels)
      #expect(prepared.view.frameHeight == frame.height && prepared.view.frameWidth == frame.width)
      #expect(prepared.view.row == rounding.half(frame.height - 20))
      #expect(!prepared.view.isMirrored && prepared.view.colourOffset == nil)
      #expect(preparation.covers(imageHeight: height, imageWidth: width))
    }
  }

  @Test(arguments: rules)
  func `a drawn crop is a crop of the shifted frame`(_ rule: InputPreparation.Resizing) throws {
    let image = SampleImages.image(47, 33, 3)
    let preparation = preparation(rule)
    let frame = try frame(image, rule, .down)
    for epoch in 0..<20 {
      let policy = AugmentationPolicy(crop: .random, shift: 9, mirrors: true)
      let draw = preparation.draw(policy, for: 0, imageHeight: 33, imageWidth: 47, seed: 1, epoch: epoch)
      guard case .window(let row, let column) = draw.crop else { continue }
      let expected = frame.shifted(rows: draw.rowShift, columns: draw.columnShift).cropped(
        to: PixelRegion(row: row, column: column, height: 20, width: 18))
      let prepared = preparation.prepare(image, draw: draw)
      // What is shifted out of the frame and what lies beside it are both black.
      #expect(prepared.pixels == expected.pixels)
      #expect(prepared.view.isMirrored == draw.isMirrored)
      #expect(prepared.view.row == row && prepared.view.column == column)
    }
  }

  @Test func `a random resized crop is cut out, then resized`() {
    let image = SampleImages.image(47, 33, 3)
    let preparation = preparation(.shorterSide(25))
    for epoch in 0..<20 {
      let draw = preparation.draw(.torchvision, for: 0, imageHeight: 33, imageWidth: 47, seed: 1, epoch: epoch)
      guard case .resized(let region) = draw.crop else { continue }
      #expect(
        preparation.prepare(image, draw: draw).pixels
          == image.cropped(to: region).resized(width: 18, height: 20).pixels)
    }
  }

  @Test(arguments: rules) func `gray images are repeated for networks with colours`(_ rule: InputPreparation.Resizing) {
    let image = SampleImages.image(40, 33, 1)
    let draw = AugmentationDraw(crop: .window(row: -2, column: 3), rowShift: 1)
    #expect(preparation(rule).prepare(image, draw: draw) == preparation(rule).prepare(image.rgb(), draw: draw))
  }

  @Test func `colours become gray before they are resized`() {
    let image = SampleImages.image(40, 33, 3)
    let preparation = preparation(.shorterSide(25), channels: .gray)
    #expect(preparation.prepare(image) == preparation.prepare(image.gray()))
    #expect(preparation.valueCount == 360)
  }

  @Test func `the order of channels does not change what is queued`() {
    let image = SampleImages.image(40, 33, 3)
    #expect(preparation(.none, channels: .bgr).prepare(image) == preparation(.none, channels: .rgb).prepare(image))
  }

  @Test func `an image smaller than the input has a black border`() {
    let image = SampleImages.image(5, 40, 3)
    #expect(
      preparation(.none).prepare(image).pixels == image.centreCropped(height: 20, width: 18).pixels)
    #expect(!preparation(.none).covers(imageHeight: 40, imageWidth: 5))
    // All of it may be shifted away.
    let draw = AugmentationDraw(crop: .window(row: 0, column: 0), rowShift: 0, columnShift: -1000)
    #expect(preparation(.none).prepare(image, draw: draw).pixels.allSatisfy { $0 == 0 })
  }

  @Test func `very narrow images are prepared at once`() {
    let image = SampleImages.image(200_000, 1, 3)
    let prepared = preparation(.shorterSide(256)).prepare(image)
    #expect(prepared.pixels.count == 1080 && prepared.view.frameWidth == 51_200_000)
  }

  @Test(arguments: rules) func `ten views are those of the frame`(_ rule: InputPreparation.Resizing) throws {
    let image = SampleImages.image(47, 33, 3)
    let views = preparation(rule).views(image)
    let expected = try frame(image, rule, .down).tenViews(height: 20, width: 18)
    for (view, expected) in zip(views, expected) {
      let shown = Image(width: 18, height: 20, channels: 3, pixels: view.pixels)
      #expect((view.view.isMirrored ? shown.mirrored() : shown) == expected)
    }
    #expect(views.map(\.view.isMirrored) == [Bool](repeating: false, count: 5) + [Bool](repeating: true, count: 5))
  }

  @Test func `colours are added by the draw's convention, to colours only`() {
    let image = SampleImages.image(40, 33, 3)
    let alphas = SIMD3(0.1, -0.05, 0.2)
    func view(_ convention: ColourNoise.Convention, _ channels: InputPreparation.Channels = .rgb) -> PreparedView {
      let draw = AugmentationDraw(
        crop: .window(row: 0, column: 0), colour: ColourNoise(convention: convention), alphas: alphas)
      return preparation(.none, channels: channels).prepare(image, draw: draw).view
    }
    func offset(_ convention: ColourNoise.Convention) -> SIMD3<Float> {
      SIMD3<Float>(ColourPrincipalComponents.krizhevskyCode.offset(alphas: alphas, convention: convention))
    }
    #expect(view(.eigenvalues).colourOffset == offset(.eigenvalues))
    #expect(view(.eigenvalues).colourDivisor == 1)
    #expect(view(.standardDeviations).colourOffset == offset(.standardDeviations))
    #expect(view(.standardDeviations).colourDivisor == 1.1)
    #expect(view(.eigenvalues, .gray).colourOffset == nil)
  }
}
