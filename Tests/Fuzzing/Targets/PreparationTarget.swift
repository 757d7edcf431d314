import Datasets
import ImageCodecs

/// Images of any shape made into a network's input, with draws of policies and draws of the fuzzer's own.
enum PreparationTarget: FuzzTarget {
  static let name = "Preparation"

  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 4 * bytes.count + 8 << 20 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    var input = FuzzInput(bytes)
    let preparation = preparation(&input)
    let policy = input.choice(AugmentationPolicy.none, .paper, .krizhevskyCode, .torchvision, .cropsAndMirrors)
    let (choice, seed) = (input.byte(), UInt64(input.word()))
    var draw = AugmentationDraw(
      crop: .window(row: input.number(in: -200...200), column: input.number(in: -200...200)),
      rowShift: input.number(in: -99...99), columnShift: input.number(in: -99...99), isMirrored: input.bool(),
      colour: input.choice(nil, ColourNoise(convention: .eigenvalues)))
    let part = (0..<4).map { _ in input.word() }
    let image = input.image(maximumSide: 40)
    if choice % 8 == 1 {
      let (row, column) = (part[0] % image.height, part[1] % image.width)
      draw.crop = .resized(
        PixelRegion(
          row: row, column: column, height: 1 + part[2] % (image.height - row),
          width: 1 + part[3] % (image.width - column)))
    } else if choice % 8 > 2 {
      draw = preparation.draw(
        policy, for: 5, imageHeight: image.height, imageWidth: image.width, seed: seed, epoch: choice)
    }
    try check(preparation, image, choice % 8 == 2 ? nil : draw)
    _ = preparation.covers(imageHeight: image.height, imageWidth: image.width)
    if choice & 128 != 0 {
      for view in preparation.views(image) { _ = preparation.values(view, as: Float.self) }
    }
  }

  private static func preparation(_ input: inout FuzzInput) -> InputPreparation {
    let (height, width) = (input.smallNumber(in: 1...48), input.smallNumber(in: 1...48))
    let channels = input.choice(InputPreparation.Channels.gray, .rgb, .bgr)
    let side = input.smallNumber(in: 1...96)
    let resizing = input.choice(
      InputPreparation.Resizing.none, .shorterSide(side), .shorterSideSquare(side),
      .stretched(height: side, width: input.smallNumber(in: 1...96)))
    let colour = [Double](repeating: 100, count: channels.count)
    let (rows, columns) = (height + input.smallNumber(in: 0...20), width + input.smallNumber(in: 0...20))
    let mean = MeanImage(
      height: rows, width: columns, values: [Double](repeating: 9, count: rows * columns * channels.count),
      position: input.choice(.matched, .centre))
    let centring = input.choice(
      InputPreparation.Centring.none, .meanColour(colour), .standardized(mean: colour, deviation: colour),
      .meanImage(mean))
    return InputPreparation(
      height: height, width: width, channels: channels, resizing: resizing, range: input.choice(1, 255),
      centring: centring, rounding: input.choice(.down, .toEven))
  }

  /// Prepares into memory of exactly the right size, twice, so that bytes that are not written show.
  private static func check(
    _ preparation: InputPreparation, _ image: Image, _ draw: AugmentationDraw?
  ) throws(Finding) {
    var results: [PreparedImage] = []
    for filler in [UInt8(0x55), 0xaa] {
      let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: preparation.valueCount)
      defer { buffer.deallocate() }
      buffer.initialize(repeating: filler)
      let view = preparation.prepare(
        image.pixels.span, height: image.height, width: image.width, channels: image.channels, draw: draw, into: buffer)
      results.append(PreparedImage(pixels: Array(buffer), view: view))
    }
    try Finding.unless(results[0] == results[1], "samples are left as they were")
    let (single, double) = (
      preparation.values(results[0], as: Float.self), preparation.values(results[0], as: Double.self)
    )
    try Finding.unless(single.allSatisfy(\.isFinite) && single.map(Double.init) == double, "numbers of two precisions")
  }
}
