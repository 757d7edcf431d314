import Datasets
import Testing

struct ColourPrincipalComponentsTests {
  /// P.T @ (a * s) and P.T @ (a * s * s / 255) by numpy, with a = (.1, −.05, .2), s the standard deviations and P the
  /// vectors of the authors' code.
  @Test(arguments: [
    (ColourNoise.Convention.standardDeviations, [-3.8923318943725898, -10.195422215630252, -6.942859111250552]),
    (.eigenvalues, [-2.9575458218268706, -3.5938451914095513, -3.510980807313055]),
  ])
  func `offsets are numpy's`(_ convention: ColourNoise.Convention, _ expected: [Double]) {
    let offset = ColourPrincipalComponents.krizhevskyCode.offset(
      alphas: SIMD3(0.1, -0.05, 0.2), convention: convention)
    for channel in 0..<3 { #expect(abs(offset[channel] - expected[channel]) < 1e-13) }
  }

  @Test func `the code's components are orthonormal, the largest first`() {
    let components = ColourPrincipalComponents.krizhevskyCode
    for first in 0..<3 {
      for second in 0..<3 {
        let product = (components.eigenvectors[first] * components.eigenvectors[second]).sum()
        #expect(abs(product - (first == second ? 1 : 0)) < 1e-7)
      }
    }
    #expect(components.eigenvalues[0] > components.eigenvalues[1])
    #expect(components.eigenvalues[1] > components.eigenvalues[2])
    // The widely copied eigenvalues on the scale of 0–1, which were rounded and computed from other images.
    #expect(abs(components.eigenvalues[0] / 65025 - 0.2175) < 0.02)
  }

  @Test func `an eigenvalue that rounding made negative adds nothing`() {
    let components = ColourPrincipalComponents(
      eigenvalues: SIMD3(0, 0, -1e-12), eigenvectors: [SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)])
    #expect(components.offset(alphas: SIMD3(repeating: 1), convention: .standardDeviations) == SIMD3())
  }
}
