import Foundation
import Kernels
import Operations
import Tensors
import Testing

/// Computes on every instruction set and several numbers of threads, expects the same bits of each, and returns them.
func everywhere<Scalar: KernelScalar>(
  _ compute: () throws -> Tensor<Scalar>, sourceLocation: SourceLocation = #_sourceLocation
) rethrows -> Tensor<Scalar> {
  let first = try Parallel.withThreads(1) { try InstructionSet.withInstructionSet(.portable) { try compute() } }
  for set in InstructionSet.available {
    for threads in [1, 2, 3, 7] {
      let other = try Parallel.withThreads(threads) { try InstructionSet.withInstructionSet(set) { try compute() } }
      #expect(
        sameBits(first, other), "\(set) with \(threads) threads differs from portable with one",
        sourceLocation: sourceLocation)
    }
  }
  return first
}

/// Whether two tensors hold the same bits. NaNs are equal: their payload is no part of a result.
func sameBits<Scalar: KernelScalar>(_ a: Tensor<Scalar>, _ b: Tensor<Scalar>) -> Bool {
  guard a.shape == b.shape else { return false }
  let (left, right) = (a.elements, b.elements)
  // Tests are not optimized: without this, comparing takes longer than computing.
  if memcmp(left, right, left.count * MemoryLayout<Scalar>.stride) == 0 { return true }
  return zip(left, right).allSatisfy { ($0 == $1 && $0.sign == $1.sign) || ($0.isNaN && $1.isNaN) }
}

/// Expects every element within `tolerance` of the reference, or both NaN or the same infinity.
func expectClose<Scalar: KernelScalar>(
  _ actual: Tensor<Scalar>, _ reference: Tensor<Scalar>, within tolerance: (Double) -> Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.shape == reference.shape, actual.count > 0 else {
    Issue.record("\(actual.shape) instead of \(reference.shape)", sourceLocation: sourceLocation)
    return
  }
  for (index, (x, y)) in zip(actual.elements, reference.elements).enumerated() {
    let (given, expected) = (Double(x), Double(y))
    if given == expected || (given.isNaN && expected.isNaN) { continue }
    if !(abs(given - expected) <= tolerance(expected)) {
      Issue.record(
        "element \(index) is \(given) instead of \(expected), more than \(tolerance(expected)) off",
        sourceLocation: sourceLocation)
      return
    }
  }
}

/// A tensor of normal numbers.
func randomTensor<Scalar: TensorScalar>(
  _ shape: Shape, of: Scalar.Type, seed: UInt64, scale: Double = 1
) -> Tensor<Scalar> {
  let stream = RandomStream(seed: seed, purpose: .verification)
  return Tensor(shape: shape, elements: (0..<shape.count).map { Scalar(scale * stream.normal($0)) })
}

/// What an operation writes into a new tensor that held garbage before.
func written<Scalar: KernelScalar>(
  _ shape: Shape, _ body: (MutableTensorView<Scalar>) throws -> Void
) rethrows -> Tensor<Scalar> {
  var tensor = Tensor<Scalar>(shape: shape, elements: [Scalar](repeating: -987, count: shape.count))
  try tensor.withMutableView { try body($0) }
  return tensor
}
