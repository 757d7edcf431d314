import Files
import Foundation

/// A mean image of Caffe, a `.binaryproto`: one blob of 1×C×H×W, planes in the order blue, green, red, on the scale of
/// 0–255.
public struct CaffeMean: Equatable, Sendable {
  /// Planes: 3 of colour, in the order blue, green, red, or 1 of gray.
  public let channels: Int
  /// Rows.
  public let height: Int
  /// Columns.
  public let width: Int
  /// The planes, one after another, row-major.
  public let values: [Float]

  /// Reads and checks the file at a path.
  public init(path: String) throws(CaffeError) {
    let bytes: Data
    do {
      bytes = try MappedFile.bytes(ofFile: path)
    } catch {
      throw CaffeError(file: path, reason: .file(error))
    }
    try self.init(bytes: bytes, name: path)
  }

  /// Checks the bytes of a file; `name` stands for its path in errors.
  public init(bytes: Data, name: String) throws(CaffeError) {
    let blob: CaffeBlob
    do throws(ProtobufError) {
      blob = try CaffeBlob(ProtobufReader(bytes, file: name))
    } catch {
      throw CaffeError(file: name, reason: .wire(error))
    }
    // A mean may come without its dimension of images.
    let shape = blob.shape.count == 4 && blob.shape[0] == 1 ? Array(blob.shape.dropFirst()) : blob.shape
    guard shape.count == 3, [1, 3].contains(shape[0]), shape[1] > 0, shape[2] > 0 else {
      throw CaffeError(file: name, reason: .notAnImage(blob.shape))
    }
    guard ElementCount.of(shape) == blob.count else {
      throw CaffeError(file: name, reason: .sizeMismatch(shape: blob.shape, numbers: blob.count, blob: "mean"))
    }
    (channels, height, width) = (shape[0], shape[1], shape[2])
    values = blob.values(in: bytes)
  }
}
