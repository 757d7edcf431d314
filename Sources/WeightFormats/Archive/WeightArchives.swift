import Files
import Foundation

/// Opening of weight files of any format.
public enum WeightArchives {
  /// Reads and checks the file at a path in the format that its content is recognized to be of.
  ///
  /// - Throws: `WeightArchiveError` if the file cannot be read or its format is none of `WeightArchiveFormat`; the
  ///   format's own error if the file is damaged.
  public static func open(path: String) throws -> any WeightArchive {
    let bytes: Data
    do {
      bytes = try MappedFile.bytes(ofFile: path)
    } catch {
      throw WeightArchiveError(file: path, reason: .file(error))
    }
    // Formats that keep elements in files of their own look for them beside.
    return try open(bytes: bytes, name: path, folder: URL(filePath: path).deletingLastPathComponent().path)
  }

  /// Reads and checks the bytes of a file; `name` stands for its path in errors.
  ///
  /// - Throws: as `open(path:)` does.
  public static func open(bytes: Data, name: String) throws -> any WeightArchive {
    try open(bytes: bytes, name: name, folder: nil)
  }

  private static func open(bytes: Data, name: String, folder: String?) throws -> any WeightArchive {
    // A zip archive that is damaged is told as such.
    if ZipArchive.isArchive(bytes) { _ = try ZipArchive(bytes: bytes, name: name) }
    guard let format = WeightArchiveFormat(bytes: bytes) else {
      throw WeightArchiveError(file: name, reason: .unknownFormat(beginning: [UInt8](bytes.prefix(8))))
    }
    return switch format {
    case .safetensors: try SafetensorsFile(bytes: bytes, name: name)
    case .torch: try TorchFile(bytes: bytes, name: name)
    case .npz: try NumPyArchive(bytes: bytes, name: name)
    case .caffe: try CaffeModel(bytes: bytes, name: name)
    case .onnx: try ONNXFile(bytes: bytes, name: name, folder: folder)
    }
  }
}
