import Conformance
import Kernels
import Tensors
import Testing

/// Every golden case, on the code that ships.
@Suite struct GoldenTests {
  private static let ids = (try? GoldenFixtures.standard().ids) ?? []
  private static let (large, small) = (
    ids.filter { $0.hasSuffix("/full-size") }, ids.filter { !$0.hasSuffix("/full-size") }
  )

  // One after the other: each takes a gigabyte.
  @Test(.serialized, arguments: large)
  func `networks at full size give the oracle's losses and gradients`(_ id: String) throws {
    let judgement = try ConformanceSuite(AlexNetBackend<Float>()).judge(id)
    #expect(judgement.passes, "\(judgement.problems)")
  }

  @Test(arguments: small)
  func `results are those of the oracle`(_ id: String) throws {
    let float = try ConformanceSuite(AlexNetBackend<Float>()).judge(id)
    #expect(float.passes, "\(float.problems)")
    let double = try ConformanceSuite(AlexNetBackend<Double>()).judge(id)
    #expect(double.passes, "\(double.problems)")
  }

  @Test(arguments: ids.filter { $0.hasPrefix("operations/") }, InstructionSet.available)
  func `every instruction set gives them`(_ id: String, _ set: InstructionSet) throws {
    try Parallel.withThreads(3) {
      try InstructionSet.withInstructionSet(set) {
        let judgement = try ConformanceSuite(AlexNetBackend<Float>()).judge(id)
        #expect(judgement.passes, "\(judgement.problems)")
      }
    }
  }

  @Test func `there are cases of every kind`() throws {
    let groups = Set(Self.ids.map { $0.split(separator: "/").prefix(2).joined(separator: "/") })
    for group in [
      "networks/paper", "networks/torchvision", "operations/convolution", "operations/top-k", "preparation/colour",
      "training/paper", "training/pytorch",
    ] {
      #expect(groups.contains(group))
    }
    #expect(Self.ids.count >= 150)
  }

  @Test(arguments: ids)
  func `zeros, a shift and a cut tensor do not pass`(_ id: String) throws {
    let golden = try GoldenFixtures.standard().read(id)
    let comparator = Comparator(precision: .float32)
    for result in golden.results {
      guard case .reals(let elements) = result.expected.elements else { continue }
      let finite = elements.filter { $0.isFinite }
      func judge(_ changed: [Double]) -> ResultJudgement {
        comparator.judge(CaseTensor(shape: result.expected.shape, reals: changed), result)
      }
      #expect(comparator.judge(result.expected, result).passes)
      #expect(!judge(elements.map { _ in .nan }).passes || elements.allSatisfy(\.isNaN))
      #expect(comparator.judge(CaseTensor(shape: [0], reals: []), result).failure != nil)
      // What is smaller than normal numbers may be flushed.
      guard finite.contains(where: { abs($0) >= 0x1p-100 }) else { continue }
      // Signed sums over the full-size networks' millions of gradients cancel, the last layer's to zero; norms and samples
      // stand beside them. At conv1, a million rectifiers and maxima that rounding decides make room for one part in 100.
      let isFullSize = id.hasSuffix("/full-size")
      let cancels = isFullSize && result.name.hasSuffix(".gradient.sum")
      let isWide = isFullSize && result.name.hasPrefix("conv1.")
      if !cancels { #expect(!judge(elements.map { _ in 0 }).passes, "\(id) \(result.name) accepts zeros") }
      if !cancels && !isWide {
        #expect(!judge(elements.map { $0 * 1.01 }).passes, "\(id) \(result.name) accepts a scale")
      }
    }
  }
}
