import Conformance
import Kernels
import Operations
import Tensors
import Testing

/// Proof that the checks bite: each fault passes for what compiles and runs, and each is caught.
@Suite struct SeededFaultTests {
  static let faults =
    SeededFault.convolutions + SeededFault.products + SeededFault.normalizations + SeededFault.pools
    + SeededFault.elements

  @Test(arguments: faults)
  func `a seeded fault is caught`(_ fault: SeededFault) throws {
    #expect(try SeededFault.failures(of: fault.right) == [])
    #expect(try !SeededFault.failures(of: fault.wrong).isEmpty, "not caught: \(fault)")
  }

  @Test func `faults are many and different`() {
    #expect(Self.faults.count >= 80)
    #expect(Set(Self.faults.map(\.description)).count == Self.faults.count)
  }
}
