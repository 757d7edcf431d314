import Tensors
import Testing

@Suite struct NormalQuantileTests {
  // From mpmath 1.3 with 60 digits: the root of log(erfc(-x/sqrt(2))/2) = log(p) for the Double p.
  @Test(arguments: [
    (0.5, 0.0), (0.5 + 0x1p-33, 2.918099372916623e-10), (0.25, -0.6744897501960817), (0.75, 0.6744897501960817),
    (0.3, -0.5244005127080408), (0.6, 0.2533471031357997), (0.4, -0.2533471031357997),
    (0.49999, -2.5066282748960008e-05), (0.075, -1.439531470938456), (0.925, 1.4395314709384561),
    (0.0749, -1.4402382675279637), (0.9251, 1.440238267527964), (0.02425, -1.972961051311885),
    (0.9, 1.2815515655446006), (0.95, 1.6448536269514722), (0.975, 1.9599639845400538), (0.99, 2.3263478740408408),
    (0.001, -3.0902323061678136), (0.999, 3.090232306167813), (1e-05, -4.264890793922825), (1e-10, -6.361340902404057),
    (1 - 1e-10, 6.361340889697422), (0x1p-33, -6.3379577545537895), (1 - 0x1p-33, 6.3379577545537895),
    (1.3e-11, -6.667611456510741), (1.4e-11, -6.656723091518184), (1e-12, -7.034483825301132),
    (1e-20, -9.262340089798407), (1e-50, -14.933337534788489), (1e-300, -37.0470962993612),
  ])
  func `quantiles agree with a 60-digit reference`(probability: Double, expected: Double) {
    let value = RandomStream.normalQuantile(probability)
    #expect(abs(value - expected) <= 1e-15 * abs(expected))
  }

  /// FNV-1a over the bits of quantiles, a 64-bit word at a time.
  private static func digest(_ probabilities: some Sequence<Double>) -> UInt64 {
    probabilities.reduce(0xcbf2_9ce4_8422_2325) { hash, probability in
      (hash ^ RandomStream.normalQuantile(probability).bitPattern) &* 0x100_0000_01b3
    }
  }

  @Test func `quantiles keep every bit, in the middle and in both tails`() {
    // From the formulas and the published coefficients of AS 241 in another language, in Double. A coefficient that is
    // wrong in its last digit stays within any bound of accuracy; here it shows.
    let words = 0..<4096
    #expect(Self.digest(words.lazy.map { (Double($0 * 1_048_573) + 0.5) * 0x1p-32 }) == 0x3ab5_1f95_86bd_8b58)
    #expect(Self.digest(words.lazy.map { (Double($0) + 0.5) * 0x1p-32 }) == 0xa869_1807_e5e8_e4c6)
    let far = (33..<1000).lazy.flatMap { exponent in
      (0..<4).map { Double(sign: .plus, exponent: -exponent, significand: 1 + Double($0) / 8) }
    }
    #expect(Self.digest(far) == 0xc441_4033_464f_3ff5)
  }

  @Test func `quantiles rise without a gap where the three fits meet`() {
    // The middle ends at |p − ½| = 0.425, the far tail begins at √(−ln p) = 5.
    for meeting in [0.075, 0.925, 1.3887943864964021e-11] {
      let below = RandomStream.normalQuantile(meeting * (1 - 1e-9))
      let above = RandomStream.normalQuantile(meeting * (1 + 1e-9))
      #expect(below < above)
      #expect(above - below < 1e-7)
    }
  }

  @Test func `quantiles are odd about one half`() {
    for step in 1..<1000 {
      let distance = Double(step) * 0x1p-11
      #expect(RandomStream.normalQuantile(0.5 + distance) == -RandomStream.normalQuantile(0.5 - distance))
    }
  }
}
