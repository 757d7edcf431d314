import Datasets

/// What becomes of an image on its way to a network.
public enum ImageProblem: Sendable {
  /// A rectangle, black beside the image.
  case crop(PixelRegion)
  /// The middle.
  case centre(height: Int, width: Int, CentreRounding)
  /// Left and right exchanged.
  case mirror
  /// Another size, perhaps of a part.
  case resize(height: Int, width: Int, region: ImageBox?)
  /// The size of the same aspect with this shorter side.
  case shorterSide(Int)
  /// The square in the middle of that.
  case square(Int, CentreRounding)
  /// Corners, centre, and their mirror images.
  case tenViews(height: Int, width: Int, CentreRounding)
  /// A crop, as numbers.
  case numbers(Numbers)

  /// How a crop becomes numbers.
  public struct Numbers: Sendable {
    /// The crop.
    public let crop: PixelRegion
    /// Whether left and right are exchanged.
    public let isMirrored: Bool
    /// The order of channels.
    public let channels: InputPreparation.Channels
    /// What 255 becomes.
    public let range: Double
    /// What is subtracted; nil for the tensor `meanImage` at `position`.
    public let centring: InputPreparation.Centring?
    /// Where a mean image lies.
    public let position: MeanImage.Position
    /// The noise of the colour and its random numbers; nil for none.
    public let colour: (noise: ColourNoise, alphas: SIMD3<Double>, components: ColourPrincipalComponents)?
  }

  init(_ transform: String, _ p: CaseValues) throws(GoldenError) {
    let sides = 1...8192
    func rounding(_ name: String) throws(GoldenError) -> CentreRounding {
      try p.choice(name, ["down": .down, "toEven": .toEven])
    }
    switch transform {
    case "crop" where p.has("centre"):
      self = .centre(
        height: try p.integer("height", in: sides), width: try p.integer("width", in: sides), try rounding("centre"))
    case "crop": self = .crop(try PixelRegion(p))
    case "mirror": self = .mirror
    case "resize" where p.has("shorterSide"):
      let side = try p.integer("shorterSide", in: sides)
      self = try p.has("square") ? .square(side, rounding("square")) : .shorterSide(side)
    case "resize":
      self = .resize(
        height: try p.integer("height", in: sides), width: try p.integer("width", in: sides),
        region: try p.has("region") ? ImageBox(p.group("region")) : nil)
    case "ten-views":
      self = .tenViews(
        height: try p.integer("height", in: sides), width: try p.integer("width", in: sides), try rounding("centre"))
    default: self = .numbers(try Numbers(p))
    }
  }
}

extension ImageProblem.Numbers {
  init(_ p: CaseValues) throws(GoldenError) {
    crop = try PixelRegion(p.group("crop"))
    isMirrored = try p.flag("mirrored")
    channels = try p.choice("channels", ["gray": .gray, "rgb": .rgb, "bgr": .bgr])
    range = try p.number("range")
    position = try p.has("position") ? p.choice("position", ["matched": .matched, "centre": .centre]) : .matched
    let count = channels.count
    switch try p.text("centring") {
    case "none": centring = InputPreparation.Centring.none
    case "meanColour": centring = .meanColour(try p.numbers("mean", count: count))
    case "standardized":
      centring = .standardized(
        mean: try p.numbers("mean", count: count), deviation: try p.numbers("deviation", count: count))
    case "meanImage": centring = nil
    default: throw p.invalid("centring", expected: "one of none, meanColour, standardized, meanImage")
    }
    guard p.has("colour") else {
      colour = nil
      return
    }
    let values = try p.group("colour")
    guard case .list(let rows) = values.values["eigenvectors"], rows.count == 3 else {
      throw values.invalid("eigenvectors", expected: "three vectors")
    }
    var vectors: [SIMD3<Double>] = []
    for row in rows {
      let vector = CaseValues(["eigenvectors": row], file: values.file, place: values.place)
      vectors.append(SIMD3(try vector.numbers("eigenvectors", count: 3)))
    }
    colour = (
      ColourNoise(
        convention: try values.choice(
          "convention", ["eigenvalues": .eigenvalues, "standardDeviations": .standardDeviations]),
        deviation: try values.number("deviation")),
      SIMD3(try values.numbers("alphas", count: 3)),
      ColourPrincipalComponents(
        eigenvalues: SIMD3(try values.numbers("eigenvalues", count: 3)), eigenvectors: vectors)
    )
  }
}

extension PixelRegion {
  fileprivate init(_ p: CaseValues) throws(GoldenError) {
    self.init(
      row: try p.integer("row", in: -8192...8192), column: try p.integer("column", in: -8192...8192),
      height: try p.integer("height", in: 1...8192), width: try p.integer("width", in: 1...8192))
  }
}

extension ImageBox {
  fileprivate init(_ p: CaseValues) throws(GoldenError) {
    self.init(
      left: Float(try p.number("left")), top: Float(try p.number("top")), right: Float(try p.number("right")),
      bottom: Float(try p.number("bottom")))
  }
}
