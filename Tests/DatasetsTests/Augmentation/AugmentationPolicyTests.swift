import Foundation
import Tensors
import Testing

@testable import Datasets

struct AugmentationPolicyTests {
  private func draw(_ policy: AugmentationPolicy, _ image: Int = 5, epoch: Int = 2, seed: UInt64 = 9)
    -> AugmentationDraw
  {
    policy.draw(
      for: image, imageWidth: 256, imageHeight: 260, outputWidth: 224, outputHeight: 227, seed: seed, epoch: epoch)
  }

  @Test(arguments: 0..<20) func `every number comes from its own place`(_ image: Int) {
    let stream = RandomStream(seed: 9, purpose: .augmentation, index: 2, step: image)
    var policy = AugmentationPolicy.krizhevskyCode
    policy.shift = 3
    let found = draw(policy, image)
    #expect(found.crop == .window(row: stream.integer(0, below: 34), column: stream.integer(1, below: 33)))
    #expect(found.rowShift == stream.integer(2, below: 7) - 3)
    #expect(found.columnShift == stream.integer(3, below: 7) - 3)
    #expect(found.isMirrored == (stream.uniform(4) < 0.5))
    #expect(found.alphas == SIMD3(stream.normal(5), stream.normal(6), stream.normal(7)) * 0.1)
    #expect(found.colour?.convention == .standardDeviations)
  }

  @Test func `what is switched off changes nothing of the rest`() {
    let all = draw(
      AugmentationPolicy(crop: .random, shift: 2, mirrors: true, colour: ColourNoise(convention: .eigenvalues)))
    #expect(draw(AugmentationPolicy(crop: .random)).crop == all.crop)
    #expect(draw(AugmentationPolicy(shift: 2)).rowShift == all.rowShift)
    #expect(draw(AugmentationPolicy(mirrors: true)).isMirrored == all.isMirrored)
    #expect(draw(AugmentationPolicy(colour: ColourNoise(convention: .eigenvalues))).alphas == all.alphas)
    #expect(draw(.none) == AugmentationDraw(crop: .window(row: 16, column: 16)))
  }

  @Test func `other images, epochs and seeds are drawn otherwise`() {
    let draws = [
      draw(.paper), draw(.paper, 6), draw(.paper, epoch: 3), draw(.paper, seed: 10), draw(.paper, 5 + 1 << 33),
    ]
    #expect(Set(draws).count == draws.count)
    #expect(draw(.paper) == draws[0])
  }

  @Test func `random crops take every place equally often, half of them mirrored`() {
    var rows = [Int](repeating: 0, count: 34)
    var columns = [Int](repeating: 0, count: 33)
    var mirrored = 0
    for image in 0..<20_000 {
      let draw = draw(.paper, image)
      guard case .window(let row, let column) = draw.crop else { continue }
      rows[row] += 1
      columns[column] += 1
      mirrored += draw.isMirrored ? 1 : 0
    }
    // χ² of 33 and 32 degrees of freedom: beyond 70 once in 10⁴ times.
    func chiSquare(_ counts: [Int]) -> Double {
      let expected = 20_000 / Double(counts.count)
      return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    }
    #expect(chiSquare(rows) < 70)
    #expect(chiSquare(columns) < 70)
    #expect(abs(mirrored - 10_000) < 300)
  }

  @Test func `a frame smaller than the input goes to the middle`() {
    let draw = AugmentationPolicy.paper.draw(
      for: 0, imageWidth: 10, imageHeight: 300, outputWidth: 15, outputHeight: 300, seed: 1, epoch: 0)
    #expect(draw.crop == .window(row: 0, column: -3))
  }

  @Test func `absurd policies trap nowhere`() {
    let bounds = RandomResizedCrop(minimumScale: -.infinity, maximumScale: .nan, minimumRatio: 0, maximumRatio: -3)
    let policy = AugmentationPolicy(
      crop: .randomResized(bounds), shift: .max, mirrors: true,
      colour: ColourNoise(convention: .eigenvalues, deviation: .infinity))
    guard case .resized(let region) = draw(policy).crop else {
      Issue.record("not a resized crop")
      return
    }
    #expect(region.isWithin(width: 256, height: 260))
    #expect(draw(AugmentationPolicy(shift: .min)).rowShift == 0)
  }

  @Test func `policies survive JSON`() throws {
    var policy = AugmentationPolicy.torchvision
    policy.colour = ColourNoise(convention: .eigenvalues)
    for policy in [AugmentationPolicy.none, .paper, .krizhevskyCode, .cropsAndMirrors, policy] {
      #expect(try JSONDecoder().decode(AugmentationPolicy.self, from: JSONEncoder().encode(policy)) == policy)
    }
  }
}
