import ImageCodecs

/// A confusion matrix as a picture: a square for each two classes, rows are what images are, columns what they were taken
/// for; the darker, the more of the row's images.
public enum ConfusionPicture {
  /// The least side of a picture, in pixels.
  private static let side = 480

  /// Draws counts, classes × classes.
  ///
  /// The diagonal is green, errors are red; white is none of a row's images.
  public static func image(_ confusion: [Int], classes: Int) -> Image {
    let cell = max(1, side / max(1, classes))
    let size = cell * classes
    var pixels = [UInt8](repeating: 255, count: size * size * 3)
    for row in 0..<classes {
      let total = confusion[row * classes..<(row + 1) * classes].reduce(0, +)
      guard total > 0 else { continue }
      for column in 0..<classes where confusion[row * classes + column] > 0 {
        let share = Double(confusion[row * classes + column]) / Double(total)
        // The square root shows the rare errors too.
        let colour = colour(share.squareRoot(), isRight: row == column)
        for y in row * cell..<(row + 1) * cell {
          for x in column * cell..<(column + 1) * cell {
            for channel in 0..<3 { pixels[(y * size + x) * 3 + channel] = colour[channel] }
          }
        }
      }
    }
    return Image(width: size, height: size, channels: 3, pixels: pixels)
  }

  /// From white to a full green or red that people with any kind of colour vision tell apart.
  private static func colour(_ strength: Double, isRight: Bool) -> [UInt8] {
    let full: [Double] = isRight ? [0, 158, 115] : [213, 94, 0]
    return full.map { UInt8((255 + ($0 - 255) * strength).rounded()) }
  }
}
