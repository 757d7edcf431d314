/// What stage two subtracts and divides by, as single precision in the network's order of channels.
struct CentringTables: Sendable {
  /// What pixels are multiplied by.
  let scale: Float
  /// What each value of a row is divided by, W·C.
  let deviation: [Float]
  /// What is subtracted: rows of `meanWidth` pixels.
  let mean: [Float]
  /// The same with left and right exchanged; empty if it is not needed.
  private(set) var mirroredMean: [Float]
  /// Rows of `mean`; 0 if the same row serves all.
  private(set) var meanHeight: Int
  /// Columns of `mean`.
  private(set) var meanWidth: Int
  /// Which part of a mean image belongs to a crop.
  private(set) var position: MeanImage.Position

  init(
    height: Int, width: Int, channels: InputPreparation.Channels, range: Double, centring: InputPreparation.Centring
  ) {
    let count = channels.count
    let factor = range / 255
    scale = Float(factor)
    /// A row of the same numbers for every pixel.
    func row(_ colour: [Double]) -> [Float] {
      precondition(colour.count == count, "there is a number for each channel")
      let ordered = (channels == .bgr ? colour.reversed() : colour).map { Float($0) }
      return (0..<width * count).map { ordered[$0 % count] }
    }
    let none = [Double](repeating: 0, count: count)
    var deviation = row([Double](repeating: 1, count: count))
    (meanHeight, meanWidth, position, mirroredMean) = (0, width, .centre, [])
    switch centring {
    case .none: mean = row(none)
    case .meanColour(let colour): mean = row(colour.map { $0 * factor })
    case .standardized(let colour, let deviations):
      mean = row(colour.map { $0 * range })
      deviation = row(deviations.map { $0 * range })
    case .meanImage(let image):
      precondition(
        image.height >= height && image.width >= width && image.values.count == image.height * image.width * count,
        "a mean image is no smaller than the input")
      (meanHeight, meanWidth, position) = (image.height, image.width, image.position)
      let values = image.values
      let reversed = channels == .bgr
      let ordered = values.indices.map { index in
        Float(values[reversed ? index + 2 - 2 * (index % 3) : index] * factor)
      }
      mean = ordered
      if image.position == .matched {
        let columns = image.width
        mirroredMean = values.indices.map { index in
          let (pixel, channel) = index.quotientAndRemainder(dividingBy: count)
          let (row, column) = pixel.quotientAndRemainder(dividingBy: columns)
          return ordered[(row * columns + columns - 1 - column) * count + channel]
        }
      }
    }
    self.deviation = deviation
  }
}
