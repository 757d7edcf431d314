/// The inner loops of a resampling: sums of samples times weights, in whole numbers, so that vector and scalar loops
/// agree.
///
/// All take pointers without bounds: `Resampling` made the weights for the very pixels that it passes here.
enum ResamplingLoops {
  /// Resamples a row of any number of channels: output o is Σ over its taps t of weight[o][t] · row[start[o] + t].
  static func horizontal(
    _ row: UnsafePointer<UInt8>, channels: Int, weights: borrowing ResamplingWeights,
    into out: UnsafeMutablePointer<UInt8>
  ) {
    let (taps, starts, counts) = (weights.maximumCount, weights.starts.span, weights.counts.span)
    weights.weights.withUnsafeBufferPointer { weights in
      for output in 0..<starts.count {
        for channel in 0..<channels {
          var sum = ResamplingWeights.half
          var source = row + (starts[output] &* channels &+ channel)
          for tap in output &* taps..<output &* taps &+ counts[output] {
            sum &+= Int32(source.pointee) &* weights[tap]
            source += channels
          }
          out[output &* channels &+ channel] = clamped(sum)
        }
      }
    }
  }

  /// Resamples a row of three channels, two taps at a time.
  ///
  /// - Parameters:
  ///   - row: the samples from `firstPixel` on, widened, because the compiler makes the best of them so; readable to
  ///     the end of the second pixel behind the last one needed.
  ///   - pairs: `pairsPerOutput` for each output.
  ///   - out: one byte more than its pixels is written.
  static func horizontal(
    _ row: UnsafePointer<Int16>, firstPixel: Int, starts: Span<Int>, counts: Span<Int>,
    pairs: UnsafePointer<WeightPair>, pairsPerOutput: Int, into out: UnsafeMutablePointer<UInt8>
  ) {
    var out = UnsafeMutableRawPointer(out)
    var first = pairs
    for output in 0..<starts.count {
      var low = SIMD4<Int32>(repeating: ResamplingWeights.half)
      var high = SIMD8<Int16>()
      var pixels = UnsafeRawPointer(row + (starts[output] &- firstPixel) &* 3)
      for index in 0..<(counts[output] &+ 1) >> 1 {
        var samples = SIMD8<Int16>()
        samples.evenHalf = pixels.loadUnaligned(as: SIMD4<Int16>.self)
        samples.oddHalf = (pixels + 6).loadUnaligned(as: SIMD4<Int16>.self)
        low &+= products(samples, first[index].low)
        high &+= samples &* first[index].high
        pixels += 12
      }
      // The fourth byte belongs to the next pixel, which is written after this one.
      out.storeBytes(of: rounded(low, SIMD4(truncatingIfNeeded: high.evenHalf &+ high.oddHalf)), as: SIMD4<UInt8>.self)
      out += 3
      first += pairsPerOutput
    }
  }

  /// Resamples columns: element i is Σ over taps t of weight[t] · rows[t][i].
  static func vertical(
    _ rows: UnsafePointer<UnsafePointer<UInt8>>, count: Int, weights: UnsafeBufferPointer<Int32>,
    into out: UnsafeMutablePointer<UInt8>
  ) {
    for index in 0..<count {
      var sum = ResamplingWeights.half
      for tap in 0..<weights.count { sum &+= Int32(rows[tap][index]) &* weights[tap] }
      out[index] = clamped(sum)
    }
  }

  /// Resamples columns, sixteen elements at a time.
  ///
  /// - Parameters:
  ///   - count: at least 16.
  static func vertical(
    _ rows: UnsafePointer<UnsafePointer<UInt8>>, count: Int, parts: UnsafeBufferPointer<WeightParts>,
    into out: UnsafeMutablePointer<UInt8>
  ) {
    let half = SIMD4<Int32>(repeating: ResamplingWeights.half)
    var index = 0
    while index < count {
      // The last block overlaps the one before it, and writes the same bytes there again.
      let start = min(index, count &- 16)
      var (low0, low1, low2, low3) = (half, half, half, half)
      var (high0, high1) = (SIMD8<UInt16>(), SIMD8<UInt16>())
      for tap in 0..<parts.count {
        let row = UnsafeRawPointer(rows[tap] + start)
        let low = SIMD4<Int32>(repeating: Int32(parts[tap].low))
        let high = SIMD8<UInt16>(repeating: UInt16(parts[tap].high))
        let samples0 = SIMD8<UInt16>(truncatingIfNeeded: row.loadUnaligned(as: SIMD8<UInt8>.self))
        let samples1 = SIMD8<UInt16>(truncatingIfNeeded: (row + 8).loadUnaligned(as: SIMD8<UInt8>.self))
        low0 &+= SIMD4<Int32>(truncatingIfNeeded: samples0.lowHalf) &* low
        low1 &+= SIMD4<Int32>(truncatingIfNeeded: samples0.highHalf) &* low
        low2 &+= SIMD4<Int32>(truncatingIfNeeded: samples1.lowHalf) &* low
        low3 &+= SIMD4<Int32>(truncatingIfNeeded: samples1.highHalf) &* low
        high0 &+= samples0 &* high
        high1 &+= samples1 &* high
      }
      let out = UnsafeMutableRawPointer(out + start)
      out.storeBytes(of: rounded(low0, high0.lowHalf), as: SIMD4<UInt8>.self)
      (out + 4).storeBytes(of: rounded(low1, high0.highHalf), as: SIMD4<UInt8>.self)
      (out + 8).storeBytes(of: rounded(low2, high1.lowHalf), as: SIMD4<UInt8>.self)
      (out + 12).storeBytes(of: rounded(low3, high1.highHalf), as: SIMD4<UInt8>.self)
      index &+= 16
    }
  }

  /// Four sums of two products each; one instruction (multiply and add of sixteen bits) from SSE2 on.
  @inline(__always)
  private static func products(_ samples: SIMD8<Int16>, _ weights: SIMD8<Int16>) -> SIMD4<Int32> {
    let products = SIMD8<Int32>(truncatingIfNeeded: samples) &* SIMD8<Int32>(truncatingIfNeeded: weights)
    return products.evenHalf &+ products.oddHalf
  }

  /// Samples from the two parts of their sums. Of as many taps as `ResamplingWeights` allows for vector loops, the
  /// higher parts' sum times 255 stays below 2¹⁵, and no sample exceeds 255.
  @inline(__always)
  private static func rounded(_ low: SIMD4<Int32>, _ high: SIMD4<UInt16>) -> SIMD4<UInt8> {
    SIMD4(
      truncatingIfNeeded: (low &+ SIMD4<Int32>(truncatingIfNeeded: high) &<< 15) &>> Int32(ResamplingWeights.precision))
  }

  /// The sample of a sum. Sums stay below 2³¹: rounding at most doubles a weight, so weights sum to 2²³ or less.
  @inline(__always)
  private static func clamped(_ sum: Int32) -> UInt8 { UInt8(min(255, sum >> ResamplingWeights.precision)) }
}
