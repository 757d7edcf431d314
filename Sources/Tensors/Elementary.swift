/// Exponential, logarithm and power whose bits do not depend on a C library.
///
/// Goals, in this order: the same bits everywhere (only +, −, ×, ÷ and integer operations, in a fixed order, none fused);
/// errors near one unit in the last place; speed.
public enum Elementary {
  /// e to the power of x. Error below 1.5 units in the last place; ∞ above 709.79, 0 below −745.14, NaN for NaN.
  ///
  /// x = n·ln 2 + r with |r| ≤ ½ ln 2; the Taylor series of e^r to r¹³, whose remainder is below 5e-18.
  public static func exponential(_ x: Double) -> Double {
    guard x == x else { return x }
    if x > 709.782712893384 { return .infinity }
    // Everything below ln 2⁻¹⁰⁷⁵ rounds to 0.
    if x < -745.1332191019412 { return 0 }
    let n = (x * 1.4426950408889634).rounded(.toNearestOrEven)
    // ln 2 in two parts, the first with 21 zero bits at its end, so that n times it is exact.
    let r = (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10
    var series = 1.0 / 6_227_020_800
    series = series * r + 1.0 / 479_001_600
    series = series * r + 1.0 / 39_916_800
    series = series * r + 1.0 / 3_628_800
    series = series * r + 1.0 / 362_880
    series = series * r + 1.0 / 40_320
    series = series * r + 1.0 / 5_040
    series = series * r + 1.0 / 720
    series = series * r + 1.0 / 120
    series = series * r + 1.0 / 24
    series = series * r + 1.0 / 6
    series = series * r + 0.5
    let power = 1 + (r + r * r * series)
    // Two steps, so that a result near the ends of the range is rounded once.
    let exponent = Int(n)
    let half = exponent / 2
    return power * scale(half) * scale(exponent - half)
  }

  /// The natural logarithm of x. Error below 1.5 units in the last place; −∞ for 0, NaN below 0 and for NaN.
  ///
  /// x = 2^n · m with √½ ≤ m < √2; ln m = 2 artanh s with s = (m−1)/(m+1), |s| < 0.1716, as a series in s² to s²¹.
  public static func logarithm(_ x: Double) -> Double {
    guard x == x else { return x }
    if x < 0 { return .nan }
    if x == 0 { return -.infinity }
    if x == .infinity { return x }
    var n = Double(x.exponent)
    var m = x.significand
    if m > 1.4142135623730951 {
      m /= 2
      n += 1
    }
    let f = m - 1
    let s = f / (m + 1)
    let z = s * s
    var series = 2.0 / 23
    series = series * z + 2.0 / 21
    series = series * z + 2.0 / 19
    series = series * z + 2.0 / 17
    series = series * z + 2.0 / 15
    series = series * z + 2.0 / 13
    series = series * z + 2.0 / 11
    series = series * z + 2.0 / 9
    series = series * z + 2.0 / 7
    series = series * z + 2.0 / 5
    series = series * z + 2.0 / 3
    // ln m = f − s·(f − z·series): the leading term f is exact.
    let low = s * (f - z * series)
    return n * 6.93147180369123816490e-01 + (f - (low - n * 1.90821492927058770002e-10))
  }

  /// x to the power of y, for x ≥ 0: e^(y · ln x). Error below 1.5 + 3·|y · ln x| units in the last place; NaN for x < 0.
  ///
  /// As everywhere, x⁰ = 1 and 1^y = 1, even where the other number is NaN.
  public static func power(_ x: Double, _ y: Double) -> Double {
    if y == 0 || x == 1 { return 1 }
    if x == 0 && y == y { return y > 0 ? 0 : .infinity }
    return exponential(y * logarithm(x))
  }

  /// 2 to the power of n, for the exponents of normal numbers.
  private static func scale(_ n: Int) -> Double { Double(sign: .plus, exponent: n, significand: 1) }
}
