/// The principal components of the colours of a training set: eigenvectors and eigenvalues of the covariance of red,
/// green and blue, pixels on the scale of 0–255.
public struct ColourPrincipalComponents: Hashable, Sendable {
  /// The eigenvalues, in the order of the vectors.
  public let eigenvalues: SIMD3<Double>
  /// The eigenvectors, each as (red, green, blue), of length 1 and orthogonal to each other.
  public let eigenvectors: [SIMD3<Double>]

  /// Components from eigenvalues and eigenvectors.
  ///
  /// - Precondition: there are three vectors.
  public init(eigenvalues: SIMD3<Double>, eigenvectors: [SIMD3<Double>]) {
    precondition(eigenvectors.count == 3, "three colours have three components")
    self.eigenvalues = eigenvalues
    self.eigenvectors = eigenvectors
  }

  /// Those of ImageNet's training set, from the authors' released code, largest first.
  public static let krizhevskyCode = ColourPrincipalComponents(
    eigenvalues: SIMD3(
      121.78006099 * 121.78006099, 37.09388853 * 37.09388853, 19.72083305 * 19.72083305),
    eigenvectors: [
      SIMD3(-0.56351045, -0.5761844, -0.59200296), SIMD3(-0.71257945, -0.02354167, 0.70119634),
      SIMD3(0.41795513, -0.81698062, 0.39731118),
    ])

  /// The offset of an image's pixels, on the scale of 0–255; see `ColourNoise`.
  ///
  /// - Parameter alphas: the random number of each component.
  public func offset(alphas: SIMD3<Double>, convention: ColourNoise.Convention) -> SIMD3<Double> {
    var offset = SIMD3<Double>()
    for component in 0..<3 {
      let eigenvalue = eigenvalues[component]
      // A covariance has no negative eigenvalue, but rounding may make one of zero.
      let factor = convention == .eigenvalues ? eigenvalue / 255 : max(0, eigenvalue).squareRoot()
      offset += eigenvectors[component] * (alphas[component] * factor)
    }
    return offset
  }
}
