import Foundation

@testable import WeightFormats

/// Safetensors files, as they come and with the length of their header made right.
enum SafetensorsTarget: FuzzTarget {
  static let name = "Safetensors"

  // The shortest entry has some 50 bytes and becomes as many words; half floats become doubles.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 64 * bytes.count + 1 << 18 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    let file = bytes.withUnsafeBufferPointer { Array($0) }
    for file in [file, SafetensorsRepair.repaired(file)] {
      let parsed: SafetensorsFile
      do throws(SafetensorsError) {
        parsed = try SafetensorsFile(bytes: file, name: "weights")
      } catch {
        try Finding.checkText(of: error)
        continue
      }
      try check(parsed, size: file.count)
    }
  }

  private static func check(_ file: SafetensorsFile, size: Int) throws(Finding) {
    var total = 0
    for tensor in file.tensors {
      total += tensor.byteRange.count
      let count = try? file.withBytes(of: tensor.name) { bytes in
        // Every byte is looked at, so that one out of bounds is seen.
        _ = bytes.reduce(0, &+)
        return bytes.count
      }
      try Finding.unless(count == tensor.byteRange.count, "\(tensor.name.debugDescription) cannot be read")
      for values in values(of: tensor.name, in: file) {
        try Finding.unless(values == tensor.elementCount, "\(values) values of shape \(tensor.shape)")
      }
    }
    try Finding.unless(total < size, "\(total) bytes of tensors in a file of \(size)")
    try checkWriting(file)
  }

  /// The numbers of values that a tensor gives, as each type that takes it.
  private static func values(of name: String, in file: SafetensorsFile) -> [Int] {
    [
      try? file.floats(name).count, try? file.doubles(name).count, try? file.integers(name, as: UInt8.self).count,
      try? file.integers(name, as: Int8.self).count, try? file.integers(name, as: UInt16.self).count,
      try? file.integers(name, as: Int16.self).count, try? file.integers(name, as: UInt32.self).count,
      try? file.integers(name, as: Int32.self).count, try? file.integers(name, as: UInt64.self).count,
      try? file.integers(name, as: Int64.self).count,
    ].compactMap { $0 }
  }

  /// Checks that the header that a writer would give the same tensors says the same.
  private static func checkWriting(_ file: SafetensorsFile) throws(Finding) {
    do throws(SafetensorsError) {
      let header = try SafetensorsHeader(
        declarations: file.tensors.map { TensorDeclaration(name: $0.name, dtype: $0.dtype, shape: $0.shape) },
        metadata: file.metadata, file: "copy")
      let data = [UInt8](repeating: 0, count: file.tensors.last?.byteRange.upperBound ?? 0)
      let copy = try SafetensorsFile(bytes: header.encoded(file: "copy") + data, name: "copy")
      guard copy.tensors == file.tensors, copy.metadata == file.metadata else {
        throw SafetensorsError(file: "copy", reason: .noSuchTensor("the same"))
      }
    } catch {
      throw Finding("a header that was read is not what a writer makes of it: \(error)")
    }
  }
}
