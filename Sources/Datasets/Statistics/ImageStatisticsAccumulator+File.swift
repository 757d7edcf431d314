import WeightFormats

extension ImageStatisticsAccumulator {
  /// What the metadata of a file of sums say that it is.
  static let format = "alexnet.image-sums.1"

  /// Writes the sums to a safetensors file, whole or not at all, so that an interrupted pass over a data set can go on.
  ///
  /// Tensors, all U64: "sums" [H,W,C] and "products" [C,C]. Metadata: "format", and "count", the number of images.
  ///
  /// - Throws: `DatasetError.file` if the file cannot be written.
  public func save(path: String) throws(DatasetError) {
    do throws(SafetensorsError) {
      var writer = try SafetensorsWriter(
        path: path,
        tensors: [
          TensorDeclaration(name: "sums", dtype: .uint64, shape: [height, width, channels]),
          TensorDeclaration(name: "products", dtype: .uint64, shape: [channels, channels]),
        ], metadata: ["format": Self.format, "count": "\(count)"])
      try writer.write(sums, to: "sums")
      try writer.write(products, to: "products")
      try writer.commit()
    } catch {
      throw DatasetError(statistics: error)
    }
  }

  /// Reads sums that `save(path:)` wrote.
  ///
  /// - Throws: `DatasetError` if the file cannot be read, lacks a tensor, or holds sums that no images have.
  public init(path: String) throws(DatasetError) {
    let file: StatisticsFile
    do throws(SafetensorsError) {
      file = StatisticsFile(try SafetensorsFile(path: path))
    } catch {
      throw DatasetError(statistics: error)
    }
    try file.requireFormat(Self.format)
    let shape = try file.shape(of: "sums", rank: 3)
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    try file.requireImage(height: height, width: width, channels: channels)
    let count = try file.imageCount(atLeast: 0)
    // The shape's product is a size in memory, so it does not overflow. Half of the limit, so that two can be merged.
    try file.require(count <= Self.maximumPixels / 2 / (height * width), "fewer images")
    let sums = try file.integers("sums", shape: shape)
    let products = try file.integers("products", shape: [channels, channels])
    let (largest, largestProduct) = (UInt64(255 * count), UInt64(255 * 255 * count * height * width))
    try file.require(sums.allSatisfy { $0 <= largest }, "sums of samples of at most 255")
    try file.require(products.allSatisfy { $0 <= largestProduct }, "sums of products of at most 255²")
    self.init(height: height, width: width, channels: channels, count: count, sums: sums, products: products)
    let numerators = covarianceNumerators
    for row in 0..<channels {
      try file.require(numerators[row * channels + row] >= 0, "variances that are not negative")
      for column in 0..<row {
        try file.require(
          products[row * channels + column] == products[column * channels + row], "symmetric sums of products")
      }
    }
  }
}
