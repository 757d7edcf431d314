/// Standardizes features: (x − mean) / (deviation · √n), n of them.
///
/// Sums are in Double, image by image. A feature that is the same for all images becomes 0.
struct FeatureScaling: Sendable {
  private let means: [Double]
  /// 1 / (deviation · √n); 0 for a feature that is always the same.
  private let factors: [Double]

  /// The scaling of some images' features, `images` times equally many.
  init(_ features: [Float], images: Int) {
    let width = features.count / images
    var sums = [Double](repeating: 0, count: width)
    for image in 0..<images {
      for place in 0..<width { sums[place] += Double(features[image * width + place]) }
    }
    let means = sums.map { $0 / Double(images) }
    var squares = [Double](repeating: 0, count: width)
    for image in 0..<images {
      for place in 0..<width {
        let difference = Double(features[image * width + place]) - means[place]
        squares[place] += difference * difference
      }
    }
    let root = Double(width).squareRoot()
    self.means = means
    factors = squares.map { square in
      let deviation = (square / Double(images)).squareRoot()
      return deviation > 0 ? 1 / (deviation * root) : 0
    }
  }

  /// Writes an image's scaled features.
  func write(_ features: [Float], image: Int, into out: UnsafeMutablePointer<Float>) {
    let first = image * means.count
    for place in means.indices { out[place] = Float((Double(features[first + place]) - means[place]) * factors[place]) }
  }

  /// Weights and biases for features as they are, from those for scaled ones: W·f and b − W·f·mean.
  func unscaled(_ weights: [Float], _ biases: [Float]) -> (weights: [Float], biases: [Float]) {
    let width = means.count
    var shifted: [Float] = []
    for (label, bias) in biases.enumerated() {
      var sum = Double(bias)
      for place in 0..<width { sum -= Double(weights[label * width + place]) * factors[place] * means[place] }
      shifted.append(Float(sum))
    }
    return (weights.indices.map { Float(Double(weights[$0]) * factors[$0 % width]) }, shifted)
  }
}
