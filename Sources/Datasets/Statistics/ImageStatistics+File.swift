import WeightFormats

extension ImageStatistics {
  /// What the metadata of a file of statistics say that it is.
  static let format = "alexnet.image-statistics.1"

  /// Writes the statistics to a safetensors file, whole or not at all.
  ///
  /// Tensors, all F64: "mean.image" [C,H,W], "mean.colour" [C], "covariance" [C,C], and for three channels
  /// "eigenvalues" [3] and "eigenvectors" [3,3], an eigenvector a row. Metadata: "format", and "count", the number of
  /// images.
  ///
  /// - Throws: `DatasetError.file` if the file cannot be written.
  public func save(path: String) throws(DatasetError) {
    var planes = [Double]()
    planes.reserveCapacity(meanImage.count)
    for channel in 0..<channels {
      for pixel in 0..<height * width { planes.append(meanImage[pixel * channels + channel]) }
    }
    var tensors = [
      ("mean.image", [channels, height, width], planes), ("mean.colour", [channels], meanColour),
      ("covariance", [channels, channels], covariance),
    ]
    if let components {
      tensors.append(("eigenvalues", [3], (0..<3).map { components.eigenvalues[$0] }))
      tensors.append(
        ("eigenvectors", [3, 3], components.eigenvectors.flatMap { vector in (0..<3).map { vector[$0] } }))
    }
    do throws(SafetensorsError) {
      var writer = try SafetensorsWriter(
        path: path, tensors: tensors.map { TensorDeclaration(name: $0.0, dtype: .float64, shape: $0.1) },
        metadata: ["format": Self.format, "count": "\(count)"])
      for (name, _, values) in tensors { try writer.write(values, to: name) }
      try writer.commit()
    } catch {
      throw DatasetError(statistics: error)
    }
  }

  /// Reads statistics that `save(path:)` wrote.
  ///
  /// - Throws: `DatasetError` if the file cannot be read, lacks a tensor, or holds numbers that are no statistics: not
  ///   finite, means outside of 0–255, a covariance that is not symmetric, eigenvectors that are not orthonormal.
  public init(path: String) throws(DatasetError) {
    let file: StatisticsFile
    do throws(SafetensorsError) {
      file = StatisticsFile(try SafetensorsFile(path: path))
    } catch {
      throw DatasetError(statistics: error)
    }
    try file.requireFormat(Self.format)
    let shape = try file.shape(of: "mean.image", rank: 3)
    let (channels, height, width) = (shape[0], shape[1], shape[2])
    let count = try file.imageCount(atLeast: 1)
    try file.requireImage(height: height, width: width, channels: channels)
    let planes = try file.doubles("mean.image", shape: shape)
    let meanColour = try file.doubles("mean.colour", shape: [channels])
    let covariance = try file.doubles("covariance", shape: [channels, channels])
    try file.require((planes + meanColour).allSatisfy { (0...255).contains($0) }, "means from 0 to 255")
    for channel in 0..<channels {
      let pixels = height * width
      let mean = planes[channel * pixels..<(channel + 1) * pixels].reduce(0, +) / Double(pixels)
      // The sum of n numbers of at most 255 is off by n · 2⁻⁵³ · 255 n / 2 at the worst, far less in truth.
      try file.require(abs(mean - meanColour[channel]) < 1e-6, "a mean colour that is the mean of the mean image")
    }
    for row in 0..<channels {
      try file.require(covariance[row * channels + row] >= 0, "variances that are not negative")
      for column in 0..<row {
        try file.require(
          covariance[row * channels + column] == covariance[column * channels + row], "a symmetric covariance")
      }
    }
    self.init(
      count: count, height: height, width: width, channels: channels,
      meanImage: (0..<planes.count).map { planes[$0 % channels * height * width + $0 / channels] },
      meanColour: meanColour, covariance: covariance, components: channels == 3 ? try file.components() : nil)
  }
}

extension StatisticsFile {
  /// The tensors "eigenvalues" and "eigenvectors".
  fileprivate func components() throws(DatasetError) -> ColourPrincipalComponents {
    let values = try doubles("eigenvalues", shape: [3])
    let elements = try doubles("eigenvectors", shape: [3, 3])
    let vectors = (0..<3).map { SIMD3(elements[3 * $0], elements[3 * $0 + 1], elements[3 * $0 + 2]) }
    try require(values[0] >= values[1] && values[1] >= values[2], "eigenvalues from the largest to the smallest")
    for first in 0..<3 {
      for second in 0...first {
        let product = (vectors[first] * vectors[second]).sum()
        try require(abs(product - (first == second ? 1 : 0)) < 1e-6, "orthogonal eigenvectors of length 1")
      }
    }
    return ColourPrincipalComponents(eigenvalues: SIMD3(values[0], values[1], values[2]), eigenvectors: vectors)
  }
}
