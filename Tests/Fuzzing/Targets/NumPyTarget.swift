import Foundation

@testable import WeightFormats

/// Arrays of NumPy, alone and in archives, as they come and with right checksums.
enum NumPyTarget: FuzzTarget {
  static let name = "NumPy"

  // An element of a byte becomes a Float; a deflated array has some thousand times the file's size, three times over.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 8192 * bytes.count + 1 << 18 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    let file = bytes.withUnsafeBufferPointer { Array($0) }
    try checkArray(file)
    for file in [file, ZipRepair.repaired(file)] {
      let archive: NumPyArchive
      do throws(NumPyError) {
        archive = try NumPyArchive(bytes: Data(file), name: "a.npz")
      } catch {
        try Finding.checkText(of: error)
        continue
      }
      try ArchiveChecks.check(archive, errors: NumPyError.self)
    }
  }

  private static func checkArray(_ bytes: [UInt8]) throws(Finding) {
    let array: NumPyFile
    do throws(NumPyError) {
      array = try NumPyFile(bytes: Data(bytes), name: "a.npy")
    } catch {
      return try Finding.checkText(of: error)
    }
    let values = array.values()
    try Finding.unless(values.count == array.shape.reduce(1, *), "\(values.count) values of \(array.shape)")
    // What a writer would make of it holds the same.
    let copy = try? NumPyFile(
      bytes: Data(NumPyFile.header(of: values, shape: array.shape, name: "a", file: "a"))
        + values.littleEndianBits.withUnsafeBytes { Data($0) }, name: "copy")
    guard let copy, copy.shape == array.shape else { throw Finding("an array cannot be written again") }
    try Finding.unless(copy.values().map(\.bitPattern) == values.map(\.bitPattern), "a copy holds something else")
  }
}
