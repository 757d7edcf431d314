import Datasets
import ImageCodecs

/// Images and the images most similar to them: a row for each, the image first and, after a wider gap, its neighbours.
public enum SimilarityPicture {
  /// The gray of an image that cannot be shown.
  private static let missing: UInt8 = 200

  /// The sheet.
  ///
  /// - Parameters:
  ///   - rows: for each image itself and its neighbours; nil for one that cannot be read.
  ///   - preparation: cuts images to one size.
  /// - Precondition: there is a row, and all rows have equally many images, two or more.
  public static func make(_ rows: [[Image?]], preparation: InputPreparation, scale: Int? = nil) -> Image {
    precondition(rows.first.map { $0.count > 1 } ?? false, "a row has an image and neighbours")
    let (height, width) = (preparation.height, preparation.width)
    let channels = preparation.channels.count
    let cells = rows.map { row in
      row.map { image in
        Image(
          width: width, height: height, channels: channels,
          pixels: image.map { preparation.prepare($0).pixels }
            ?? [UInt8](repeating: missing, count: height * width * channels))
      }
    }
    let scale = scale ?? PictureGrid.automaticScale(cells[0][0], side: 96)
    let queries = PictureGrid.make(cells.map { $0[0] }, columns: 1, scale: scale)
    let neighbours = PictureGrid.make(cells.flatMap { $0.dropFirst() }, columns: cells[0].count - 1, scale: scale)
    return queries.beside(neighbours)
  }
}

extension Image {
  /// Two images of one height and number of channels, side by side.
  func beside(_ other: Image) -> Image {
    precondition(height == other.height && channels == other.channels, "images side by side are equally high")
    var pixels: [UInt8] = []
    for row in 0..<height {
      pixels += self.pixels[row * width * channels..<(row + 1) * width * channels]
      pixels += other.pixels[row * other.width * channels..<(row + 1) * other.width * channels]
    }
    return Image(width: width + other.width, height: height, channels: channels, pixels: pixels)
  }
}
