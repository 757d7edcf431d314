/// How a row's bytes were predicted from their neighbours before compression (PNG, third edition, 9).
///
/// With x the byte itself, a the one to its left (the same byte of the pixel before), b the one above, and c the one
/// above a, each zero outside the image, what is stored is x minus the prediction, modulo 256.
enum PNGFilter: UInt8, CaseIterable {
  /// Nothing is predicted.
  case none = 0
  /// a.
  case sub = 1
  /// b.
  case up = 2
  /// ⌊(a + b) / 2⌋.
  case average = 3
  /// Of a, b and c the one nearest to a + b − c, the first of those that are equally near.
  case paeth = 4

  /// The predictions of `average` for 16 bytes.
  @inline(__always)
  static func averages(_ a: SIMD16<UInt8>, _ b: SIMD16<UInt8>) -> SIMD16<UInt8> {
    (a & b) &+ ((a ^ b) &>> 1)
  }

  /// The predictions of `paeth` for 16 bytes.
  ///
  /// With p = a + b − c the distances are |p − a| = |b − c|, |p − b| = |a − c|, and |p − c|, which is their difference
  /// if c lies between a and b, and else their sum: then c is no nearer than a or b, and any large number will do.
  @inline(__always)
  static func paethPredictions(_ a: SIMD16<UInt8>, _ b: SIMD16<UInt8>, _ c: SIMD16<UInt8>) -> SIMD16<UInt8> {
    let distanceToA = absoluteDifferences(b, c)
    let distanceToB = absoluteDifferences(a, c)
    let isBetween = (b .> c) .^ (a .> c)
    let distanceToC = SIMD16<UInt8>(repeating: .max)
      .replacing(with: absoluteDifferences(distanceToA, distanceToB), where: isBetween)
    let isNearestB = (distanceToB .<= distanceToC)
    let isNearestA = (distanceToA .<= distanceToB) .& (distanceToA .<= distanceToC)
    return c.replacing(with: b, where: isNearestB).replacing(with: a, where: isNearestA)
  }

  @inline(__always)
  private static func absoluteDifferences(_ x: SIMD16<UInt8>, _ y: SIMD16<UInt8>) -> SIMD16<UInt8> {
    (x &- y).replacing(with: y &- x, where: x .< y)
  }
}
