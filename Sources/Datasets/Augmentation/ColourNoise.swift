/// A colour that is added to all of an image's pixels, along the principal components of colours (the paper's section
/// 4.1).
///
/// With p_i and λ_i the eigenvectors and eigenvalues of the covariance of red, green and blue over the training set's
/// pixels, and α_i ~ N(0, `deviation`²) drawn once an image, pixels on the scale of 0–255:
///
///     eigenvalues (the paper)               pixel + Σ p_i · α_i · λ_i / 255
///     standardDeviations (authors' code)    (pixel + Σ p_i · α_i · √λ_i − mean) / (1 + deviation)
///
/// The paper's formula multiplies by λ_i, whose unit is that of pixels squared, so it depends on the pixels' scale.
/// Only on the scale of 0–1 do images survive it: there λ_1 ≈ 0.228, and a typical change is 0.1 · 0.228 · 255 = 6
/// levels; on 0–255 it would be 1483. So λ is taken there, and the sum brought back. Widely copied code does the same
/// with the eigenvalues (0.2175, 0.0188, 0.0045). The authors' code multiplies by √λ_i, 12 levels, and then divides
/// the whole input, mean subtracted, by 1.1, "so that the overall scale of the training data doesn't become too
/// different from the test data"; its test images are not divided.
public struct ColourNoise: Hashable, Sendable, Codable {
  /// What a principal component is multiplied by.
  public enum Convention: String, Hashable, Sendable, Codable {
    /// The eigenvalue, on the scale of 0–1 (paper).
    case eigenvalues
    /// The square root of the eigenvalue, and the input is divided by 1 + deviation (the authors' code).
    case standardDeviations
  }

  /// What components are multiplied by.
  public var convention: Convention
  /// The standard deviation of the random numbers α.
  public var deviation: Double

  /// Noise by a convention; 0.1 is the deviation of paper and code.
  public init(convention: Convention, deviation: Double = 0.1) {
    self.convention = convention
    self.deviation = deviation
  }
}
