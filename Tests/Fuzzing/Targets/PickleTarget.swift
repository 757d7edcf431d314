import Foundation

@testable import WeightFormats

/// Pickles alone, and the tensors in what they hold.
enum PickleTarget: FuzzTarget {
  static let name = "Pickle"

  // A byte may be a value on the stack, one of the memo, and a container.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 512 * bytes.count + 1 << 18 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    let pickle = Data(bytes.withUnsafeBufferPointer { Array($0) })
    let result: (value: PickleValue, heap: PickleHeap, end: Int)
    do throws(PickleFault) {
      result = try PickleMachine.run(pickle)
    } catch {
      try Finding.checkText(of: error.error)
      return try Finding.unless((0...pickle.count).contains(error.offset), "an error at byte \(error.offset)")
    }
    try Finding.unless((1...pickle.count).contains(result.end), "a pickle of \(result.end) bytes")
    let tensors: [TorchTensor]
    do throws(TorchError) {
      tensors = try TorchFlattening(result.value, in: result.heap, size: pickle.count, file: "a.pth").tensors
    } catch {
      return try Finding.checkText(of: error)
    }
    try Finding.unless(Set(tensors.map(\.name)).count == tensors.count, "two tensors have one name")
  }
}
