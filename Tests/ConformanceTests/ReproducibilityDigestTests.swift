import Foundation
import Kernels
import Tensors
import Testing

@testable import Conformance

/// The bits of fixed problems: everywhere the same, and those that are recorded.
@Suite struct ReproducibilityDigestTests {
  private static let environments: [(InstructionSet, Int)] =
    InstructionSet.available.map { ($0, 3) } + [1, 2, 7].map { (InstructionSet.current, $0) }

  @Test(arguments: environments)
  func `bits are those of Fixtures digest txt`(_ set: InstructionSet, _ threads: Int) throws {
    let file = try GoldenFixtures.standard().folder.appending(path: "digest.txt")
    let recorded = try String(contentsOf: file, encoding: .utf8)
    let digest = try Parallel.withThreads(threads) {
      try InstructionSet.withInstructionSet(set) { try ReproducibilityDigest.compute() }
    }
    #expect(digest.differences(from: recorded) == [])
    #expect(digest.text == recorded)
  }

  @Test func `one changed bit changes a section and the total, and is named`() throws {
    let digest = try ReproducibilityDigest.compute()
    var sections = digest.sections
    let other = String(sections[3].digest.reversed())
    sections[3] = ReproducibilityDigest.Section(name: sections[3].name, digest: other)
    let changed = ReproducibilityDigest(sections: sections)
    #expect(changed.differences(from: digest.text) == [sections[3].name, "total"])
  }

  @Test func `zeros and signs and shapes are in the digest`() {
    func digest(_ tensor: CaseTensor, _ name: String = "a") -> String {
      var hash = TensorHash()
      hash.add(name, tensor)
      return hash.finalize()
    }
    let tensors = [
      CaseTensor(shape: [2], reals: [0, 1]), CaseTensor(shape: [2], reals: [-0.0, 1]),
      CaseTensor(shape: [1, 2], reals: [0, 1]), CaseTensor(shape: [2], reals: [0, 1.0.nextUp]),
    ]
    #expect(Set(tensors.map { digest($0) }).count == tensors.count)
    #expect(digest(tensors[0]) != digest(tensors[0], "b"))
  }

  @Test func `every problem gives results`() throws {
    for problem in DigestProblem.all {
      let results = try #require(try AlexNetBackend<Float>().results(of: problem.request))
      #expect(results.values.allSatisfy { $0.reals.allSatisfy(\.isFinite) }, "\(problem.name)")
      #expect(results.values.allSatisfy { $0.reals.contains { $0 != 0 } }, "\(problem.name)")
      #expect(results.count >= 2, "\(problem.name)")
    }
  }
}
