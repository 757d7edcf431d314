extension Image {
  /// The image at a smaller scale: each sample is the mean of a square of them, rounded to nearest, halves up.
  ///
  /// Shape: ⌈H/s⌉ × ⌈W/s⌉ × C. At the right and lower edges, squares are cut off where the image ends.
  func reduced(by scale: DecodingOptions.Scale) -> Image {
    let side = scale.rawValue
    guard side > 1 else { return self }
    let (newWidth, newHeight) = ((width - 1) / side + 1, (height - 1) / side + 1)
    let (rowLength, newRowLength) = (width * channels, newWidth * channels)
    // At most 64 samples of 255 each.
    var sums = [UInt16](repeating: 0, count: newRowLength)
    let samples = [UInt8](unsafeUninitializedCapacity: newRowLength * newHeight) { buffer, count in
      for newRow in 0..<newHeight {
        for column in sums.indices { sums[column] = 0 }
        let rows = newRow * side..<min((newRow + 1) * side, height)
        for row in rows {
          addRow(pixels[row * rowLength..<(row + 1) * rowLength], side: side, to: &sums)
        }
        for column in 0..<newWidth {
          let squareWidth = min(side, width - column * side)
          let area = UInt16(squareWidth * rows.count)
          for index in column * channels..<(column + 1) * channels {
            buffer[newRow * newRowLength + index] = UInt8((sums[index] + area / 2) / area)
          }
        }
      }
      count = newRowLength * newHeight
    }
    return Image(width: newWidth, height: newHeight, channels: channels, pixels: samples)
  }

  /// Adds the samples of each square's part in this row.
  private func addRow(_ row: ArraySlice<UInt8>, side: Int, to sums: inout [UInt16]) {
    var source = row.startIndex
    for column in stride(from: 0, to: sums.count, by: channels) {
      for _ in 0..<side where source < row.endIndex {
        for channel in 0..<channels { sums[column + channel] &+= UInt16(row[source + channel]) }
        source += channels
      }
    }
  }
}
