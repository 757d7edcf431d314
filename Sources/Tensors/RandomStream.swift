/// Random numbers by counting: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
///
/// A number depends on the seed, what it is for, and its place there, and on nothing else: not on who drew before, nor on
/// which thread draws. So data order, masks and initial weights are the same for every number of threads, and a resumed
/// run draws what it would have drawn.
public struct RandomStream: Sendable {
  /// What a stream of numbers is for. Streams of different purposes are independent.
  public enum Purpose: UInt32, Sendable {
    /// Initial weights; the stream's index is the parameter's.
    case initialization = 1
    /// The order of training images; the index is the epoch.
    case dataOrder = 2
    /// Dropout masks; the index is the layer, the step the optimizer's.
    case dropout = 3
    /// Random crops, mirrors and colours; the index is the epoch.
    case augmentation = 4
    /// Numbers for checks and benchmarks.
    case verification = 5
  }

  private let key0: UInt32
  private let key1: UInt32
  private let stream0: UInt32
  private let stream1: UInt32

  /// The stream of a seed, a purpose, and up to two indices within it.
  public init(seed: UInt64, purpose: Purpose, index: Int = 0, step: Int = 0) {
    // Purpose and index are mixed into the key, the step stands in the counter: two streams never meet.
    let mixed = Self.mix(seed ^ Self.mix(UInt64(purpose.rawValue) << 32 ^ UInt64(truncatingIfNeeded: index)))
    key0 = UInt32(truncatingIfNeeded: mixed)
    key1 = UInt32(truncatingIfNeeded: mixed >> 32)
    stream0 = UInt32(truncatingIfNeeded: step)
    stream1 = UInt32(truncatingIfNeeded: step >> 32)
  }

  /// The four words of a block.
  public func words(_ block: UInt64) -> SIMD4<UInt32> {
    Self.philox(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32), stream0, stream1),
      key: (key0, key1))
  }

  /// Word number `index` of the stream.
  public func word(_ index: Int) -> UInt32 { words(UInt64(index >> 2))[index & 3] }

  /// A number in [0, 1), a multiple of 2⁻³².
  public func uniform(_ index: Int) -> Double { Double(word(index)) * 0x1p-32 }

  /// An integer in 0..<bound, each equally likely to within 2⁻³² of `bound`.
  ///
  /// - Precondition: 1 ≤ bound ≤ 2³².
  public func integer(_ index: Int, below bound: Int) -> Int {
    precondition(bound >= 1 && bound <= 1 << 32, "an integer below 1…2³², not below \(bound)")
    return Int((UInt64(word(index)) &* UInt64(bound)) >> 32)
  }

  /// Whether an event of the given probability happens.
  public func bernoulli(_ index: Int, probability: Double) -> Bool { uniform(index) < probability }

  /// A number of the normal distribution with mean 0 and standard deviation 1.
  public func normal(_ index: Int) -> Double {
    // The middle of a step of 2⁻³², so that neither end is reached.
    Self.normalQuantile((Double(word(index)) + 0.5) * 0x1p-32)
  }

  /// Writes `uniform(first)`, `uniform(first + 1)`, … : the same numbers, in a third of the time.
  package func uniforms(startingAt first: Int, into numbers: UnsafeMutableBufferPointer<Double>) {
    forEachWord(startingAt: first, count: numbers.count) { numbers[$0] = Double($1) * 0x1p-32 }
  }

  /// Writes `normal(first)`, `normal(first + 1)`, … : the same numbers, in two thirds of the time.
  package func normals(startingAt first: Int, into numbers: UnsafeMutableBufferPointer<Double>) {
    forEachWord(startingAt: first, count: numbers.count) {
      numbers[$0] = Self.normalQuantile((Double($1) + 0.5) * 0x1p-32)
    }
  }

  /// Calls `body` with each offset below `count` and the word at `first + offset`; computes each block once.
  @inline(__always)
  private func forEachWord(startingAt first: Int, count: Int, _ body: (Int, UInt32) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4 * Self.blocksAtOnce) { words in
      var offset = 0
      while offset < count {
        let place = first + offset
        eightBlocks(from: UInt64(place >> 2), into: words)
        let start = place & 3
        let valid = min(words.count - start, count - offset)
        for index in 0..<valid { body(offset + index, words[start + index]) }
        offset += valid
      }
    }
  }

  /// Writes `word(first)`, `word(first + 1)`, … : the same words, several times as fast.
  package func words(startingAt first: Int, into words: UnsafeMutableBufferPointer<UInt32>) {
    forEachWord(startingAt: first, count: words.count) { words[$0] = $1 }
  }

  /// Blocks that `eightBlocks` computes.
  private static var blocksAtOnce: Int { 8 }

  /// Writes the words of eight blocks. The blocks side by side fill vectors, in which a 32-bit word has 64 bits, as the products
  /// need.
  private func eightBlocks(from block: UInt64, into words: UnsafeMutableBufferPointer<UInt32>) {
    let low = SIMD8<UInt64>(repeating: 0xFFFF_FFFF)
    let blocks = SIMD8<UInt64>(repeating: block) &+ SIMD8(0, 1, 2, 3, 4, 5, 6, 7)
    var (c0, c1) = (blocks & low, blocks &>> 32)
    var (c2, c3) = (SIMD8<UInt64>(repeating: UInt64(stream0)), SIMD8<UInt64>(repeating: UInt64(stream1)))
    var (k0, k1) = (key0, key1)
    for _ in 0..<Self.rounds {
      let p0 = SIMD8<UInt64>(repeating: Self.multiplier0) &* (c0 & low)
      let p1 = SIMD8<UInt64>(repeating: Self.multiplier1) &* (c2 & low)
      c0 = (p1 &>> 32) ^ c1 ^ SIMD8<UInt64>(repeating: UInt64(k0))
      c1 = p1 & low
      c2 = (p0 &>> 32) ^ c3 ^ SIMD8<UInt64>(repeating: UInt64(k1))
      c3 = p0 & low
      k0 &+= Self.keyStep0
      k1 &+= Self.keyStep1
    }
    for index in 0..<Self.blocksAtOnce {
      words[4 * index] = UInt32(truncatingIfNeeded: c0[index])
      words[4 * index + 1] = UInt32(truncatingIfNeeded: c1[index])
      words[4 * index + 2] = UInt32(truncatingIfNeeded: c2[index])
      words[4 * index + 3] = UInt32(truncatingIfNeeded: c3[index])
    }
  }

  /// The numbers 0..<count in random order: Fisher and Yates, from the end.
  public func permutation(count: Int) -> [Int] {
    precondition(count >= 0 && count <= Int(UInt32.max), "a permutation of at most 2³² numbers")
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, integer(last, below: last + 1))
    }
    return order
  }

  private static let rounds = 10
  private static let multiplier0: UInt64 = 0xD251_1F53
  private static let multiplier1: UInt64 = 0xCD9E_8D57
  private static let keyStep0: UInt32 = 0x9E37_79B9
  private static let keyStep1: UInt32 = 0xBB67_AE85

  /// Ten rounds of Philox4x32.
  package static func philox(counter: SIMD4<UInt32>, key: (UInt32, UInt32)) -> SIMD4<UInt32> {
    // Four variables and not a vector: the multiplications are scalar, and moving lanes would take twice their time.
    var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = key
    for _ in 0..<rounds {
      let p0 = multiplier0 &* UInt64(c0)
      let p1 = multiplier1 &* UInt64(c2)
      c0 = UInt32(truncatingIfNeeded: p1 >> 32) ^ c1 ^ k0
      c1 = UInt32(truncatingIfNeeded: p1)
      c2 = UInt32(truncatingIfNeeded: p0 >> 32) ^ c3 ^ k1
      c3 = UInt32(truncatingIfNeeded: p0)
      k0 &+= keyStep0
      k1 &+= keyStep1
    }
    return SIMD4(c0, c1, c2, c3)
  }

  /// The finalizer of SplitMix64: every bit of the input reaches every bit of the output.
  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
