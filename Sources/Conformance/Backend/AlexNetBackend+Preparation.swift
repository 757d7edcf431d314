import Datasets
import ImageCodecs
import Tensors

extension AlexNetBackend {
  func prepare(_ problem: ImageProblem, _ inputs: CaseInputs) throws -> [String: CaseTensor] {
    let given = try inputs.tensor("image", rank: 3)
    let samples = try inputs.integers("image", in: 0..<256)
    let (height, width, channels) = (given.shape[0], given.shape[1], given.shape[2])
    guard height > 0, width > 0, channels == 1 || channels == 3 else {
      throw inputs.invalid("image", expected: "H×W×1 or H×W×3")
    }
    let image = Image(width: width, height: height, channels: channels, pixels: samples.map { UInt8(clamping: $0) })
    switch problem {
    case .crop(let region): return ["pixels": CaseTensor(image.cropped(to: region))]
    case .centre(let height, let width, let rounding):
      return ["pixels": CaseTensor(image.centreCropped(height: height, width: width, rounding: rounding))]
    case .mirror: return ["pixels": CaseTensor(image.mirrored())]
    case .resize(let height, let width, let region):
      if let region {
        let isInside =
          region.left >= 0 && region.top >= 0 && region.left < region.right && region.top < region.bottom
          && region.right <= Float(image.width) && region.bottom <= Float(image.height)
        guard isInside else { throw inputs.invalid("image", expected: "as large as the region") }
      }
      return ["pixels": CaseTensor(image.resized(width: width, height: height, region: region))]
    case .shorterSide(let side): return ["pixels": CaseTensor(try image.resizedShorterSide(to: side))]
    case .square(let side, let rounding):
      return ["pixels": CaseTensor(image.resizedShorterSideSquare(side, rounding: rounding))]
    case .tenViews(let height, let width, let rounding):
      guard height <= image.height, width <= image.width else {
        throw inputs.invalid("image", expected: "no smaller than the views")
      }
      let views = image.tenViews(height: height, width: width, rounding: rounding).map { CaseTensor($0) }
      return ["pixels": CaseTensor(shape: [views.count, height, width, channels], reals: views.flatMap(\.reals))]
    case .numbers(let numbers): return ["output": try prepare(numbers, image, inputs)]
    }
  }

  private func prepare(_ numbers: ImageProblem.Numbers, _ image: Image, _ inputs: CaseInputs) throws -> CaseTensor {
    let (height, width) = (numbers.crop.height, numbers.crop.width)
    guard numbers.channels.count == image.channels else {
      throw inputs.invalid("image", expected: "of as many channels as the input")
    }
    var centring = numbers.centring
    if centring == nil {
      let mean = try inputs.tensor("meanImage", rank: 3)
      guard mean.shape[0] >= height, mean.shape[1] >= width, mean.shape[2] == image.channels else {
        throw inputs.invalid("meanImage", expected: "no smaller than the crop, of the image's channels")
      }
      centring = .meanImage(
        MeanImage(height: mean.shape[0], width: mean.shape[1], values: mean.reals, position: numbers.position))
    }
    let preparation = InputPreparation(
      height: height, width: width, channels: numbers.channels, resizing: .none, range: numbers.range,
      centring: centring ?? .none, components: numbers.colour?.components ?? .krizhevskyCode)
    let draw = AugmentationDraw(
      crop: .window(row: numbers.crop.row, column: numbers.crop.column), isMirrored: numbers.isMirrored,
      colour: numbers.colour?.noise, alphas: numbers.colour?.alphas ?? SIMD3())
    let values = preparation.values(preparation.prepare(image, draw: draw), as: Float.self)
    // H,W,C → C,H,W.
    return CaseTensor(shape: [height, width, image.channels], reals: values.map { Double($0) }).permuted([2, 0, 1])
  }
}

extension CaseTensor {
  /// An image's bytes as numbers, H,W,C.
  fileprivate init(_ image: Image) {
    self.init(shape: [image.height, image.width, image.channels], reals: image.pixels.map { Double($0) })
  }
}
