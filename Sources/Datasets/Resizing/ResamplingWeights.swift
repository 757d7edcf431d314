/// What pixels along one axis a resized image's pixels are made of, and how much of each: Pillow's triangle filter.
///
/// An output pixel's centre x lies in the source at c = start + (x + ½)·scale, scale = (end − start) / outputs. Every
/// source pixel whose centre is within max(1, scale) of c counts with 1 − distance / max(1, scale), and the weights of
/// an output are divided by their sum. So shrinking averages over all pixels (antialiasing) and growing interpolates.
/// Weights are rounded to 22 bits behind the point, as in Pillow's Resample.c; every operation here is in the order of
/// that file.
struct ResamplingWeights {
  /// Bits behind the point: 32 of a sum, without 8 for the sample and 2 to spare.
  static let precision = 22
  /// Half of a sample, in weights' units: what a sum begins with to be rounded to nearest.
  static let half: Int32 = 1 << 21
  /// The most taps that vector loops sum. Weights are rounded, so those of n taps sum to 2²² + n / 2 at most; up to
  /// here no sample comes out above 255, and the higher parts of weights sum to 128 or less.
  private static let maximumVectorTaps = 1 << 14
  /// The most pairs of weights that are made, 32 MiB; images that need more are millions of pixels wide.
  private static let maximumPairs = 1 << 20

  /// For each output, its first source pixel.
  private(set) var starts: [Int]
  /// For each output, the number of source pixels.
  private(set) var counts: [Int]
  /// The largest count.
  let maximumCount: Int
  /// The weights of all outputs, `maximumCount` for each.
  private(set) var weights: [Int32]

  /// The weights of some outputs.
  ///
  /// - Parameters:
  ///   - inputCount: source pixels of the axis.
  ///   - start, end: the part of them that all outputs together show.
  ///   - outputCount: the outputs that there would be in all.
  ///   - outputs: those of them that are wanted.
  init(inputCount: Int, start: Float, end: Float, outputCount: Int, outputs: Range<Int>) {
    let scale = Double(end - start) / Double(outputCount)
    let filterScale = max(scale, 1)
    let inverse = 1 / filterScale
    func centre(_ output: Int) -> Double { Double(start) + (Double(output) + 0.5) * scale }
    (starts, counts) = ([], [])
    starts.reserveCapacity(outputs.count)
    counts.reserveCapacity(outputs.count)
    for output in outputs {
      // Toward zero, which is down; then into the image.
      let first = min(max(Int(centre(output) - filterScale + 0.5), 0), inputCount - 1)
      let end = min(Int(centre(output) + filterScale + 0.5), inputCount)
      starts.append(first)
      counts.append(max(end - first, 1))
    }
    maximumCount = counts.max() ?? 1
    weights = [Int32](repeating: 0, count: maximumCount * outputs.count)
    var exact = [Double](repeating: 0, count: maximumCount)
    for (index, output) in outputs.enumerated() {
      let (centre, first, count) = (centre(output), starts[index], counts[index])
      var sum = 0.0
      for tap in 0..<count {
        exact[tap] = max(0, 1 - abs((Double(tap + first) - centre + 0.5) * inverse))
        sum += exact[tap]
      }
      for tap in 0..<count {
        let weight = sum != 0 ? exact[tap] / sum : exact[tap]
        weights[index * maximumCount + tap] = Int32(0.5 + weight * Double(1 << Self.precision))
      }
    }
  }

  /// One more than the last source pixel that any output needs.
  var sourceEnd: Int { (starts.last ?? 0) + (counts.last ?? 0) }

  /// The pairs that `pairs()` has for each output.
  var pairsPerOutput: Int { (maximumCount + 1) / 2 }

  /// The weights in parts, `maximumCount` for each output; none at all if there are too many for vector loops.
  func parts() -> [WeightParts] {
    maximumCount <= Self.maximumVectorTaps ? weights.map { WeightParts($0) } : []
  }

  /// The weights of two taps at a time, `pairsPerOutput` for each output, the missing ones zero; none at all if there
  /// are too many for vector loops.
  func pairs() -> [WeightPair] {
    guard maximumCount <= Self.maximumVectorTaps, pairsPerOutput <= Self.maximumPairs / max(starts.count, 1) else {
      return []
    }
    var pairs = [WeightPair]()
    pairs.reserveCapacity(pairsPerOutput * starts.count)
    for output in starts.indices {
      for pair in 0..<pairsPerOutput {
        let first = output * maximumCount + 2 * pair
        pairs.append(WeightPair(weights[first], 2 * pair + 1 < maximumCount ? weights[first + 1] : 0))
      }
    }
    return pairs
  }
}
