import Files
import Foundation

/// A file of tensors that PyTorch saved, in its zip form or the older one, its pickle interpreted and checked whole.
///
/// Reading executes nothing: the pickle is run by an interpreter of the few instructions and names that tensors need,
/// and refused by name if it asks for more. Tensors may be views of any offset and strides, and share storages;
/// containers inside of each other are told by dotted names, as in "state_dict.fc.weight". A file read from a path is
/// mapped into memory. Source: `torch/serialization.py` and `torch/_utils.py` of PyTorch 2.
public struct TorchFile: Sendable {
  /// The file's path, or the name given with its bytes; errors start with it.
  public let name: String

  let tensors: [TorchTensor]
  private let isBigEndian: Bool
  private let storages: TorchStorages
  private let indices: [String: Int]

  /// Reads and checks the file at a path.
  public init(path: String) throws(TorchError) {
    let bytes: Data
    do {
      bytes = try MappedFile.bytes(ofFile: path)
    } catch {
      throw TorchError(file: path, reason: .file(error))
    }
    try self.init(bytes: bytes, name: path)
  }

  /// Checks the bytes of a file; `name` stands for its path in errors.
  public init(bytes: Data, name: String) throws(TorchError) {
    let contents: TorchContents
    if ZipArchive.isArchive(bytes) {
      let archive: ZipArchive
      do {
        archive = try ZipArchive(bytes: bytes, name: name)
      } catch {
        throw TorchError(file: name, reason: .zip(error))
      }
      contents = try TorchContents(archive: archive)
    } else {
      contents = try TorchContents(older: bytes, file: name)
    }
    self.init(contents, name: name)
  }

  /// Reads an archive that has been opened.
  init(archive: ZipArchive) throws(TorchError) {
    self.init(try TorchContents(archive: archive), name: archive.name)
  }

  private init(_ contents: TorchContents, name: String) {
    self.name = name
    tensors = contents.tensors
    isBigEndian = contents.isBigEndian
    storages = contents.storages
    // Names are unique, so nothing is merged.
    indices = Dictionary(zip(tensors.map(\.name), tensors.indices), uniquingKeysWith: { first, _ in first })
  }
}

extension TorchFile: WeightArchive {
  /// "torch".
  public var formatName: String { WeightArchiveFormat.torch.rawValue }

  /// The tensors in the order of the pickle.
  public var entries: [WeightEntry] {
    tensors.map { WeightEntry(name: $0.name, type: $0.type.rawValue, shape: $0.layout.shape) }
  }

  /// Returns the elements of a tensor as `Float`, row-major; what `Float` does not hold is rounded to the nearest.
  ///
  /// - Throws: `TorchError`.
  public func values(_ name: String) throws -> [Float] { try floats(name) }

  /// Returns the elements of a tensor as `Float`, row-major; what `Float` does not hold is rounded to the nearest.
  func floats(_ name: String) throws(TorchError) -> [Float] {
    guard let tensor = indices[name].map({ tensors[$0] }) else {
      throw TorchError(file: self.name, reason: .noSuchTensor(name))
    }
    let bytes = try storages.bytes(of: tensor.storageKey, size: tensor.storageSize, file: self.name)
    return bytes.withUnsafeBytes { tensor.type.element.floats(tensor.layout, of: $0, isBigEndian: isBigEndian) }
  }
}
