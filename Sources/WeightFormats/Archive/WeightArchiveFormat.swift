import Foundation

/// A format of weight files, recognized by what a file holds, whatever its name.
public enum WeightArchiveFormat: String, CaseIterable, Sendable {
  /// Named tensors behind a header of JSON.
  case safetensors
  /// A file that PyTorch saved (`.pth`, `.pt`), in its zip form or the older one.
  case torch
  /// Arrays of NumPy in a zip archive.
  case npz
  /// A trained network of Caffe.
  case caffe = "Caffe"
  /// A graph with its weights.
  case onnx = "ONNX"

  /// The format of a file of these bytes, or nil if it is none that is read here.
  ///
  /// Looks at what tells the formats apart and no further: the file may turn out to be damaged when it is read.
  public init?(bytes: Data) {
    let beginning = [UInt8](bytes.prefix(16))
    // The header's length, below 100 MB, then the header.
    if beginning.count >= 10, beginning[4..<8].allSatisfy({ $0 == 0 }), beginning[8] == UInt8(ascii: "{") {
      self = .safetensors
      return
    }
    if TorchContents.isOlderForm(bytes) {
      self = .torch
      return
    }
    if ZipArchive.isArchive(bytes), let archive = try? ZipArchive(bytes: bytes, name: "") {
      if TorchContents.folder(of: archive) != nil {
        self = .torch
        return
      }
      if NumPyArchive.isArchiveOfArrays(archive) {
        self = .npz
        return
      }
    }
    // Last, as these have no mark: the fields of a message.
    let outline = ProtobufOutline(bytes)
    if outline.isONNX {
      self = .onnx
    } else if outline.isCaffe {
      self = .caffe
    } else {
      return nil
    }
  }
}
