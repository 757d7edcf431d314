import Conformance
import Kernels
import Operations
import Tensors
import Testing

/// Every operation's gradients, on the code that ships: every instruction set, and more threads than there are processors.
@Suite struct GradientTests {
  @Test(arguments: GradientCase.all, InstructionSet.available)
  func `gradients are those of the function`(_ example: GradientCase, _ set: InstructionSet) throws {
    try Parallel.withThreads(3) {
      try InstructionSet.withInstructionSet(set) {
        let report = try example.checkElements()
        #expect(report.passes, "\(report)")
        // Values are chosen to stay away from kinks.
        #expect(report.arguments.allSatisfy { $0.checked > 0 && $0.excluded.values.allSatisfy { $0 == 0 } })
        for direction in try example.checkDirections() {
          #expect(direction.passes && direction.excluded == 0, "\(direction)")
        }
      }
    }
  }

  @Test func `every operation has cases`() {
    let names = GradientCase.all.map(\.description)
    #expect(Set(names).count == names.count)
    for operation in [
      "matrix product", "row times", "matrix times", "fully connected", "convolution", "locally connected",
      "response normalization", "max pooling", "average pooling", "rectifier", "dropout", "softmax,",
      "softmax cross-entropy",
    ] {
      #expect(names.contains { $0.hasPrefix(operation) }, "\(operation)")
    }
  }
}
