import Foundation
import Kernels
import Testing

@Suite struct InstructionSetTests {
  @Test func `the portable set is always there, and slower sets come before faster ones`() {
    let available = InstructionSet.available
    #expect(available.first == .portable)
    #expect(available == InstructionSet.allCases.filter(available.contains))
    // A processor with AVX-512 has AVX2.
    #expect(!available.contains(.avx512) || available.contains(.avx2))
  }

  @Test(arguments: InstructionSet.available)
  func `an available set is found by its name`(set: InstructionSet) throws {
    #expect(try InstructionSet.named(set.rawValue) == set)
    #expect(set.description == set.rawValue)
  }

  @Test(arguments: ["", "AVX2", "sse9", "avx2 "])
  func `an unknown name is an error that lists the names`(name: String) {
    let error = #expect(throws: InstructionSetError.self) { try InstructionSet.named(name) }
    #expect(error == .unknown(name))
    #expect(error?.description.contains("'\(name)'") == true)
    for set in InstructionSet.available { #expect(error?.description.contains(set.rawValue) == true) }
  }

  @Test(arguments: InstructionSet.allCases.filter { !InstructionSet.available.contains($0) })
  func `a set that the processor lacks is an error`(set: InstructionSet) {
    #expect(throws: InstructionSetError.unavailable(set)) { try InstructionSet.named(set.rawValue) }
  }

  @Test func `an unavailable set's error says what there is`() {
    let text = InstructionSetError.unavailable(.avx512).description
    #expect(text.contains("no avx512"))
    #expect(text.contains("portable"))
  }

  @Test(arguments: InstructionSet.available)
  func `a set holds within its scope and scopes nest`(set: InstructionSet) {
    let outside = InstructionSet.current
    InstructionSet.withInstructionSet(set) {
      #expect(InstructionSet.current == set)
      #expect(Float.kernels.tileVectors == Float.kernels(set).tileVectors)
      #expect(Double.kernels.peakChains == Double.kernels(set).peakChains)
      InstructionSet.withInstructionSet(.portable) { #expect(InstructionSet.current == .portable) }
      #expect(InstructionSet.current == set)
    }
    #expect(InstructionSet.current == outside)
    #expect(InstructionSet.withInstructionSet(set) { 7 } == 7)
  }

  @Test(arguments: InstructionSet.available)
  func `vectors have the same number of lanes on every set`(set: InstructionSet) {
    #expect(Float.kernels(set).lanes == 16)
    #expect(Double.kernels(set).lanes == 8)
    #expect((1...4).contains(Float.kernels(set).tileVectors))
  }

  // Each in a process of its own, because the environment is read once.

  @Test func `the environment chooses a set`() async {
    await #expect(processExitsWith: .success) {
      setenv("ALEXNET_ISA", "portable", 1)
      precondition(InstructionSet.current == .portable)
      precondition(InstructionSet.environmentError == nil)
    }
  }

  @Test func `without a wish the fastest set is used`() async {
    await #expect(processExitsWith: .success) {
      unsetenv("ALEXNET_ISA")
      precondition(InstructionSet.current == InstructionSet.available.last)
      precondition(InstructionSet.environmentError == nil)
    }
  }

  @Test func `a wish that cannot be followed is reported`() async {
    await #expect(processExitsWith: .success) {
      setenv("ALEXNET_ISA", "abacus", 1)
      precondition(InstructionSet.environmentError == .unknown("abacus"))
      precondition(InstructionSet.current == InstructionSet.available.last)
    }
  }
}
