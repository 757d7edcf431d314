/// The names of Python that files of tensors use; each stands for something that is done here, and for nothing else.
enum PickleGlobal: Hashable, Sendable {
  /// A dictionary.
  case orderedDictionary
  /// A tensor of a storage, offset, size, stride, and what training needs.
  case rebuildTensor
  /// A parameter of a tensor.
  case rebuildParameter
  /// A tuple of dimensions.
  case size
  /// A device, such as "cpu".
  case device
  /// An element type as a value.
  case elementType(TorchDataType)
  /// A storage of an element type.
  case storage(TorchDataType)

  /// The global of a name, or nil if tensors need none of it.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch._utils", "_rebuild_tensor_v2"), ("torch._utils", "_rebuild_tensor"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    case ("torch", "Size"): self = .size
    case ("torch", "device"): self = .device
    case ("torch", _), ("torch.cuda", _):
      if let type = TorchDataType.allCases.first(where: { $0.storageName == name }) {
        self = .storage(type)
      } else if module == "torch", let type = TorchDataType(rawValue: "torch.\(name)") {
        self = .elementType(type)
      } else {
        return nil
      }
    default: return nil
    }
  }

  /// Its name in Python, for errors.
  var name: String {
    switch self {
    case .orderedDictionary: "collections.OrderedDict"
    case .rebuildTensor: "torch._utils._rebuild_tensor_v2"
    case .rebuildParameter: "torch._utils._rebuild_parameter"
    case .size: "torch.Size"
    case .device: "torch.device"
    case .elementType(let type): type.rawValue
    case .storage(let type): "torch.\(type.storageName)"
    }
  }
}
