import Foundation
import Tensors
import Testing

#if arch(x86_64)
  /// What reference values are computed in: wide enough that an error in units of Double is measured to a thousandth.
  private typealias Wide = Float80
#else
  private typealias Wide = Double
#endif

/// The distance of a result from the exact value, in units in the last place of the exact value as Double.
private func error(_ result: Double, _ exact: Wide) -> Double {
  let rounded = Double(exact)
  if result == rounded && !rounded.isNormal { return 0 }
  guard result.isFinite, rounded.isFinite else { return .infinity }
  return Double(abs(Wide(result) - exact) / Wide(rounded.ulp))
}

/// Points of a range, one at random in each of `count` equal parts.
private func points(_ range: ClosedRange<Double>, count: Int = 20_000) -> [Double] {
  let stream = RandomStream(seed: 1, purpose: .verification)
  let width = range.upperBound / Double(count) - range.lowerBound / Double(count)
  return (0..<count).map { range.lowerBound + width * (Double($0) + stream.uniform($0)) }
}

@Suite struct ElementaryTests {
  // Over 4 million points a range, the largest errors found were 0.96 for exponential and 0.99 for logarithm.

  @Test(arguments: [-1...1, -1e-8...1e-8, -0.36 ... -0.33, 0.33...0.36, -100...100, -708...709, 700...709.7827])
  func `exponential is within one and a half units in the last place`(range: ClosedRange<Double>) {
    let worst = points(range).map { error(Elementary.exponential($0), exp(Wide($0))) }.max() ?? .infinity
    #expect(worst <= 1.5)
  }

  @Test func `exponential is rounded once where results are subnormal`() {
    let worst = points(-745.2 ... -714).map { error(Elementary.exponential($0), exp(Wide($0))) }.max() ?? .infinity
    // Eight bits or more are rounded off, so that an error of a unit before it is less than a hundredth behind it.
    #expect(worst <= 0.51)
    // The lowest argument whose result is not zero, and the one below it.
    #expect(Elementary.exponential(-745.1332191019411) == .leastNonzeroMagnitude)
    #expect(Elementary.exponential((-745.1332191019411).nextDown) == 0)
  }

  @Test func `exponential of special values`() {
    #expect(Elementary.exponential(0) == 1)
    #expect(Elementary.exponential(-0.0) == 1)
    #expect(Elementary.exponential(.infinity) == .infinity)
    #expect(Elementary.exponential(-.infinity) == 0)
    #expect(Elementary.exponential(-.infinity).sign == .plus)
    #expect(Elementary.exponential(.nan).isNaN)
    #expect(Elementary.exponential(709.782712893384).isFinite)
    #expect(Elementary.exponential((709.782712893384).nextUp) == .infinity)
    #expect(Elementary.exponential(1e300) == .infinity)
    #expect(Elementary.exponential(-1e300) == 0)
    #expect(Elementary.exponential(.leastNonzeroMagnitude) == 1)
  }

  @Test(arguments: [0.5...2, 0.70...0.72, 0.99...1.01, 1.40...1.42, 1...100, 1e-300...1e300, 0x1p-1070...1e-308])
  func `logarithm is within one and a half units in the last place`(range: ClosedRange<Double>) {
    let worst = points(range).map { error(Elementary.logarithm($0), log(Wide($0))) }.max() ?? .infinity
    #expect(worst <= 1.5)
  }

  /// FNV-1a over the bits of results, a 64-bit word at a time.
  private static func digest(_ count: Int, _ result: (Double) -> Double) -> UInt64 {
    (0..<count).reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ result(Double($1)).bitPattern) &* 0x100_0000_01b3 }
  }

  @Test func `results keep every bit`() {
    // From the same formulas in another language, in Double. Whoever changes a bit changes losses, normalizations and
    // initial weights.
    #expect(Self.digest(8192) { Elementary.exponential(($0 - 4096) * 0.0703125) } == 0x2f5c_603b_fa87_67c5)
    #expect(Self.digest(8192) { Elementary.exponential(($0 - 4096) * 0x1p-13) } == 0xd2fa_cc07_dd76_6dc2)
    #expect(Self.digest(8192) { Elementary.logarithm(($0 + 1) * 0x1p-7) } == 0xb131_6a28_fa29_8c6c)
    #expect(Self.digest(2048) { Elementary.power(($0 + 1) * 0x1p-6, 2.5) } == 0x8244_e787_6ce1_bfc6)
  }

  @Test func `logarithm is right at every binary order of magnitude`() {
    let worst =
      (-1074...1023).map { exponent in
        let x = Double(sign: .plus, exponent: exponent, significand: exponent < -1022 ? 1 : 1.3)
        return error(Elementary.logarithm(x), log(Wide(x)))
      }.max() ?? .infinity
    #expect(worst <= 1.5)
  }

  @Test func `logarithm of special values`() {
    #expect(Elementary.logarithm(1) == 0)
    #expect(Elementary.logarithm(0) == -.infinity)
    #expect(Elementary.logarithm(-0.0) == -.infinity)
    #expect(Elementary.logarithm(.infinity) == .infinity)
    #expect(Elementary.logarithm(-1).isNaN)
    #expect(Elementary.logarithm(-.infinity).isNaN)
    #expect(Elementary.logarithm(.nan).isNaN)
  }

  @Test(arguments: [0.75, -0.75, 0.6, 0.1, 2.5, 30])
  func `power is within the bound that grows with its logarithm`(exponent: Double) {
    for logarithm in points(-20...20, count: 10_000) {
      let x = Elementary.exponential(logarithm)
      let error = error(Elementary.power(x, exponent), pow(Wide(x), Wide(exponent)))
      if error > 1.5 + 3 * abs(exponent * logarithm) {
        Issue.record("\(x) to the power of \(exponent): \(error) units in the last place")
        return
      }
    }
  }

  @Test func `power of special values`() {
    #expect(Elementary.power(3, 0) == 1)
    #expect(Elementary.power(.nan, 0) == 1)
    #expect(Elementary.power(0, 0) == 1)
    #expect(Elementary.power(1, .nan) == 1)
    #expect(Elementary.power(1, .infinity) == 1)
    #expect(Elementary.power(0, 0.75) == 0)
    #expect(Elementary.power(0, -0.75) == .infinity)
    #expect(Elementary.power(0, .nan).isNaN)
    #expect(Elementary.power(.infinity, 0.75) == .infinity)
    #expect(Elementary.power(.infinity, -0.75) == 0)
    #expect(Elementary.power(2, .infinity) == .infinity)
    #expect(Elementary.power(0.5, .infinity) == 0)
    #expect(Elementary.power(2, 5000) == .infinity)
    #expect(Elementary.power(-2, 0.75).isNaN)
    #expect(Elementary.power(.nan, 0.75).isNaN)
    #expect(Elementary.power(2, .nan).isNaN)
  }

  // Bits, not values: whoever changes them changes trained weights, and does so knowingly.

  @Test(
    arguments: [
      (0.0, 0x3ff0000000000000), (1.0, 0x4005bf0a8b14576a), (-1.0, 0x3fd78b56362cef38), (0.5, 0x3ffa61298e1e069c),
      (-0.5, 0x3fe368b2fc6f960a), (2.0, 0x401d8e64b8d4ddae), (10.0, 0x40d5829dcf950560), (-10.0, 0x3f07cd79b5647c9a),
      (0.1, 0x3ff1aec7b35a00d4), (3.141592653589793, 0x403724046eb09339), (88.7, 0x47ef4705bbffae5c),
      (-87.3, 0x38109874c0b9cacb), (300.25, 0x5b01fda3eaeb3d0e), (700.0, 0x7f0d945df4f8ec8e),
      (709.78, 0x7fefe9ce5c4c52b4), (-700.5, 0xc4ff475c68ca02), (-708.5, 0xe6cf6d08897ac), (-740.0, 0x55),
      (-745.1, 0x1),
      (1e-10, 0x3ff000000006df38),
    ] as [(Double, UInt64)])
  func `exponential keeps its bits`(x: Double, bits: UInt64) {
    #expect(Elementary.exponential(x).bitPattern == bits)
  }

  @Test(
    arguments: [
      (1.0, 0x0), (2.0, 0x3fe62e42fefa39ef), (0.5, 0xbfe62e42fefa39ef), (10.0, 0x40026bb1bbb55516),
      (0.1, 0xc0026bb1bbb55515), (2.718281828459045, 0x3ff0000000000000), (3.0, 0x3ff193ea7aad030a),
      (0.7071067811865475, 0xbfd62e42fefa39f1), (0.7071067811865476, 0xbfd62e42fefa39ee),
      (1.4142135623730951, 0x3fd62e42fefa39f0), (1.4142135623730954, 0x3fd62e42fefa39f3), (1e-05, 0xc027069e2aa2aa5b),
      (10000000000.0, 0x4037069e2aa2aa5b), (1e+300, 0x4085963447f87fb5), (1e-300, 0xc085963447f87fb5),
      (.leastNonzeroMagnitude, 0xc0874385446d71c3), (1.7976931348623157e+308, 0x40862e42fefa39ef),
      (0.9999999, 0xbe7ad7f2b1049b9f),
      (1.0000001, 0x3e7ad7f2847b6492), (123.456, 0x401343774f3e2362),
    ] as [(Double, UInt64)])
  func `logarithm keeps its bits`(x: Double, bits: UInt64) {
    #expect(Elementary.logarithm(x).bitPattern == bits)
  }

  @Test(
    arguments: [
      (2.0, 0.75, 0x3ffae89f995ad3ad), (2.0, -0.75, 0x3fe306fe0a31b716), (1.0001, 0.75, 0x3ff0004ea4685558),
      (3.0, 0.6, 0x3ffeee504bc32423), (10.0, 2.0, 0x4059000000000003), (0.5, 10.0, 0x3f50000000000000),
      (0.001, 0.1, 0x3fe009b9cf334252), (7.0, 0.3333333333333333, 0x3ffe9b5dba58189d), (1.5, 100.0, 0x43969194f299cdcb),
      (100000.0, -2.5, 0x3d5640a72acc33be),
    ] as [(Double, Double, UInt64)])
  func `power keeps its bits`(x: Double, y: Double, bits: UInt64) {
    #expect(Elementary.power(x, y).bitPattern == bits)
  }
}
