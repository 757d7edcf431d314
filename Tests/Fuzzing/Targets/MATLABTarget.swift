import ImageCodecs
import StreamCodecs

@testable import Datasets

/// MATLAB files, read as ImageNet's list of classes is.
enum MATLABTarget: FuzzTarget {
  static let name = "MATLAB"

  private static let maximumSize = 1 << 18

  // Fields are described in some 100 bytes each, a tag of 8 bytes is enough for one, and three fields are asked for.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 64 * (bytes.count + maximumSize) + 1 << 18 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    let file = bytes.withUnsafeBufferPointer { Array($0) }
    for file in [file, repaired(file)] {
      do throws(DatasetError) {
        try read(file)
      } catch {
        try Finding.checkText(of: error)
      }
    }
  }

  private static func read(_ file: [UInt8]) throws(DatasetError) {
    let array = try MATFile.array(named: "synsets", in: file, file: "meta.mat", maximumSize: maximumSize)
    // One of another class is an error of its own; what can be read of each field is read.
    for fields in try array.structures(["ILSVRC2012_ID", "WNID", "num_children"]) {
      for field in fields {
        _ = try? field.integer()
        _ = try? field.text()
        _ = try? field.structures(["WNID"])
      }
    }
  }

  /// A file whose first variable, if it is compressed, has the right checksum.
  private static func repaired(_ file: [UInt8]) -> [UInt8] {
    var file = file
    guard file.count > 136, file[128] == 15 else { return file }
    do throws(ZlibError) {
      _ = try Zlib.decompress(file.span, startingAt: 136, maximumOutputSize: maximumSize)
    } catch {
      guard case .checksumMismatch(_, let computed) = error.reason else { return file }
      for index in 0..<4 { file[error.offset + index] = UInt8(truncatingIfNeeded: computed >> (24 - 8 * index)) }
    }
    return file
  }
}
