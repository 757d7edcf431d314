import Tensors
import Testing

@Suite struct RandomStreamTests {
  // Random123 1.14, kat_vectors, philox4x32 with 10 rounds.
  @Test(
    arguments: [
      (
        SIMD4(0, 0, 0, 0), SIMD2(0, 0), SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
      ),
      (
        SIMD4(repeating: 0xffff_ffff), SIMD2(repeating: 0xffff_ffff),
        SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
      ),
      (
        SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), SIMD2(0xa409_3822, 0x299f_31d0),
        SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
      ),
    ] as [(SIMD4<UInt32>, SIMD2<UInt32>, SIMD4<UInt32>)])
  func `Philox gives the published words`(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, words: SIMD4<UInt32>) {
    #expect(RandomStream.philox(counter: counter, key: (key[0], key[1])) == words)
  }

  @Test func `a stream keeps its words and its normal numbers`() {
    // Bits, not statistics: whoever changes them changes data order, masks and initial weights.
    let stream = RandomStream(seed: 2012, purpose: .verification, index: 7, step: 3)
    let words: [UInt32] = [
      0xa199_491e, 0x7814_18db, 0x74b5_7991, 0xca92_04bd, 0xd822_28e8, 0xc325_ae3a, 0xee63_8e2c, 0x9f85_8ab6,
    ]
    let normals: [UInt64] = [
      0x3fd5_7326_039d_c4c1, 0xbfb3_e04e_6c3f_b37a, 0xbfbc_5c4b_aa7b_826f, 0x3fe9_f2f4_0267_d0f3,
      0x3ff0_31d7_8767_4dbe, 0x3fe6_d6a1_cfab_312f, 0x3ff7_c1e5_386c_7f62, 0x3fd4_13ea_2ec9_2888,
    ]
    #expect((0..<8).map { stream.word($0) } == words)
    #expect((0..<8).map { stream.normal($0).bitPattern } == normals)
    #expect(stream.words(1) == SIMD4(words[4], words[5], words[6], words[7]))
    let purposes: [RandomStream.Purpose] = [.initialization, .dataOrder, .dropout, .augmentation, .verification]
    #expect(
      purposes.map { RandomStream(seed: 1, purpose: $0, index: 2, step: 3).word(0) }
        == [0x4397_a431, 0x0802_8bc7, 0x980b_c41e, 0x5746_e4fb, 0x9204_1fad])
    #expect(
      RandomStream(seed: 1, purpose: .dataOrder).permutation(count: 12) == [10, 5, 8, 6, 0, 1, 4, 2, 7, 3, 11, 9])
  }

  @Test func `streams differ by seed, purpose, index and step`() {
    func words(_ seed: UInt64, _ purpose: RandomStream.Purpose, _ index: Int, _ step: Int) -> [UInt32] {
      let stream = RandomStream(seed: seed, purpose: purpose, index: index, step: step)
      return (0..<4).map { stream.word($0) }
    }
    var seen: Set<[UInt32]> = []
    var streams = 0
    for seed in [0, 1, 2, 1 << 32, UInt64.max] {
      for purpose in [RandomStream.Purpose.initialization, .dataOrder, .dropout, .augmentation, .verification] {
        for index in [0, 1, 2, 65_535] {
          for step in [0, 1, 2, 1 << 32, 3 << 32] {
            seen.insert(words(seed, purpose, index, step))
            streams += 1
          }
        }
      }
    }
    #expect(seen.count == streams)
    #expect(words(7, .dropout, 3, 5) == words(7, .dropout, 3, 5))
  }

  @Test func `a stream does not repeat itself, however far it goes`() {
    let stream = RandomStream(seed: 5, purpose: .verification, index: 1, step: 2)
    // Blocks that share their lower or their upper half.
    let blocks: [UInt64] = [0, 1, 1 << 32, 1 << 32 + 1, 3 << 32, .max]
    #expect(Set(blocks.map { stream.words($0) }).count == blocks.count)
    #expect(stream.word(1 << 34 + 6) == stream.words(1 << 32 + 1)[2])
  }

  // The last of them: blocks on both sides of number 2³².
  @Test(arguments: [0, 1, 2, 3, 4, 1001, 17_179_869_170], [0, 1, 3, 4, 10, 101])
  func `numbers in bulk are the numbers one by one`(first: Int, count: Int) {
    let stream = RandomStream(seed: 5, purpose: .verification)
    var uniforms = [Double](repeating: -9, count: count)
    var normals = uniforms
    uniforms.withUnsafeMutableBufferPointer { stream.uniforms(startingAt: first, into: $0) }
    normals.withUnsafeMutableBufferPointer { stream.normals(startingAt: first, into: $0) }
    #expect(uniforms == (0..<count).map { stream.uniform(first + $0) })
    #expect(normals == (0..<count).map { stream.normal(first + $0) })
  }

  // The seeds are fixed, so a limit that holds once holds always; five standard deviations leave room for other seeds.

  static let sampleCount = 200_000
  static let uniformSample = sample { $0.uniforms(startingAt: 0, into: $1) }
  static let normalSample = sample { $0.normals(startingAt: 0, into: $1) }

  static func sample(_ fill: (RandomStream, UnsafeMutableBufferPointer<Double>) -> Void) -> [Double] {
    var numbers = [Double](repeating: 0, count: sampleCount)
    numbers.withUnsafeMutableBufferPointer { fill(RandomStream(seed: 99, purpose: .verification), $0) }
    return numbers
  }

  /// The means of the first four powers.
  static func moments(_ numbers: [Double]) -> SIMD4<Double> {
    var sums = SIMD4<Double>()
    for x in numbers { sums += SIMD4(x, x * x, x * x * x, x * x * x * x) }
    return sums / Double(numbers.count)
  }

  /// Σ (observed − expected)² / expected for bins of equal probability.
  static func chiSquare(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  }

  /// Whether χ² lies within five standard deviations of its mean: neither too uneven nor too even.
  static func isPlausible(_ counts: [Int]) -> Bool {
    let freedom = Double(counts.count - 1)
    return abs(chiSquare(counts) - freedom) < 5 * (2 * freedom).squareRoot()
  }

  @Test func `uniform numbers fill the unit interval evenly`() {
    let numbers = Self.uniformSample
    #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
    // Standard errors: √(1/12 / n) of the mean, √(4/45 / n) of the mean square.
    let n = Double(numbers.count)
    let moments = Self.moments(numbers)
    #expect(abs(moments[0] - 1 / 2.0) < 5 * (1 / 12.0 / n).squareRoot())
    #expect(abs(moments[1] - 1 / 3.0) < 5 * (4 / 45.0 / n).squareRoot())
    var counts = [Int](repeating: 0, count: 100)
    for x in numbers { counts[Int(x * 100)] += 1 }
    #expect(Self.isPlausible(counts))
  }

  @Test func `normal numbers have the moments and the distribution of the normal`() {
    let numbers = Self.normalSample
    // Moments 0, 1, 0, 3; variances of their means 1/n, 2/n, 15/n, 96/n.
    let n = Double(numbers.count)
    let moments = Self.moments(numbers)
    #expect(abs(moments[0]) < 5 * (1 / n).squareRoot())
    #expect(abs(moments[1] - 1) < 5 * (2 / n).squareRoot())
    #expect(abs(moments[2]) < 5 * (15 / n).squareRoot())
    #expect(abs(moments[3] - 3) < 5 * (96 / n).squareRoot())
    let edges = (1..<64).map { RandomStream.normalQuantile(Double($0) / 64) }
    var counts = [Int](repeating: 0, count: 64)
    for x in numbers {
      var low = 0
      var high = 63
      while low < high {
        let middle = (low + high) / 2
        if x < edges[middle] { high = middle } else { low = middle + 1 }
      }
      counts[low] += 1
    }
    #expect(Self.isPlausible(counts))
  }

  @Test func `neighbouring numbers are not correlated`() {
    let numbers = Self.normalSample
    for distance in [1, 2, 3, 4, 8] {
      var sum = 0.0
      for index in 0..<(numbers.count - distance) { sum += numbers[index] * numbers[index + distance] }
      #expect(abs(sum / Double(numbers.count)) < 5 / Double(numbers.count).squareRoot())
    }
  }

  @Test(arguments: [0, 0.1, 0.5, 0.9, 1])
  func `an event happens as often as its probability says`(probability: Double) {
    let stream = RandomStream(seed: 4, purpose: .dropout)
    let n = 50_000
    let rate = Double((0..<n).count { stream.bernoulli($0, probability: probability) }) / Double(n)
    #expect(abs(rate - probability) <= 5 * (probability * (1 - probability) / Double(n)).squareRoot())
  }

  @Test(arguments: [1, 2, 3, 10, 1000])
  func `integers lie below their bound and are even`(bound: Int) {
    let stream = RandomStream(seed: 8, purpose: .augmentation)
    var counts = [Int](repeating: 0, count: bound)
    for index in 0..<50_000 { counts[stream.integer(index, below: bound)] += 1 }
    #expect(bound == 1 || Self.isPlausible(counts))
  }

  @Test func `an integer below zero or above the range of a word is refused`() async {
    #expect(RandomStream(seed: 0, purpose: .verification).integer(0, below: 1 << 32) >= 0)
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(seed: 0, purpose: .verification).integer(0, below: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(seed: 0, purpose: .verification).integer(0, below: 1 << 32 + 1)
    }
  }

  @Test(arguments: [0, 1, 2, 5, 1000])
  func `a permutation holds every number once`(count: Int) {
    let order = RandomStream(seed: 3, purpose: .dataOrder).permutation(count: count)
    #expect(order.sorted() == Array(0..<count))
    if count == 1000 { #expect(order != Array(0..<count)) }
  }

  @Test func `all orders of four are equally likely`() {
    var counts: [[Int]: Int] = [:]
    for epoch in 0..<24_000 {
      counts[RandomStream(seed: 6, purpose: .dataOrder, index: epoch).permutation(count: 4), default: 0] += 1
    }
    #expect(counts.count == 24)
    #expect(Self.isPlausible(Array(counts.values)))
  }
}
