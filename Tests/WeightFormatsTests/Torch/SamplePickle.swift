import Foundation
import TestSupport

@testable import WeightFormats

/// PyTorch files made by hand, for what PyTorch would not write.
enum SamplePickle {
  /// A persistent id of a float32 storage "0".
  static func storage(count: Int32 = 4, type: String = "FloatStorage") -> [UInt8] {
    Array("(X\u{7}\0\0\0storagectorch\n\(type)\nX\u{1}\0\0\u{0}0X\u{3}\0\0\0cpu".utf8) + integer(count)
      + Array("tQ".utf8)
  }

  /// A tensor of that storage.
  static func tensor(shape: [Int32], strides: [Int32], offset: Int32 = 0, count: Int32 = 4) -> [UInt8] {
    Array("ctorch._utils\n_rebuild_tensor_v2\n(".utf8) + storage(count: count) + integer(offset)
      + tuple(shape) + tuple(strides) + [0x89, 0x7D] + Array("tR".utf8)
  }

  /// A whole number.
  static func integer(_ value: Int32) -> [UInt8] { [0x4A] + withUnsafeBytes(of: value.littleEndian) { Array($0) } }

  /// A tuple of whole numbers.
  static func tuple(_ values: [Int32]) -> [UInt8] { Array("(".utf8) + values.flatMap(integer) + Array("t".utf8) }

  /// A file in the zip form of a pickle of protocol 2, and of one storage "0" of these bytes.
  static func file(_ pickle: [UInt8], storage: [UInt8] = [UInt8](repeating: 0, count: 16)) throws -> Data {
    let folder = try TemporaryFolder()
    var zip = try ZipWriter(path: folder.path("a.pth"))
    try zip.add("a/data.pkl", [0x80, 2] + pickle + Array(".".utf8))
    try zip.add("a/data/0", storage)
    try zip.commit()
    return Data(try folder.contents("a.pth"))
  }

  /// Why a pickle is refused, or nil if it is not.
  static func refusal(_ pickle: [UInt8]) throws -> TorchError.Reason? {
    let bytes = try file(pickle)
    do {
      _ = try TorchFile(bytes: bytes, name: "sample")
      return nil
    } catch {
      return error.reason
    }
  }
}
