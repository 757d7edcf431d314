/// The pickle of a state dictionary (protocol 2): an ordered dictionary of tensors, each of a storage of its own.
struct PickleWriter {
  /// The pickle so far.
  private(set) var bytes: [UInt8] = [0x80, 2]

  /// Writes the whole pickle of tensors whose storages are called "0", "1" and so on.
  init(_ tensors: [TorchDeclaration], strides: [[Int]], counts: [Int]) {
    global("collections", "OrderedDict")
    emit(.emptyTuple)
    emit(.reduce)
    emit(.mark)
    for (index, tensor) in tensors.enumerated() {
      string(tensor.name)
      global("torch._utils", "_rebuild_tensor_v2")
      emit(.mark)
      emit(.mark)
      string("storage")
      global("torch", tensor.type.storageName)
      string("\(index)")
      string("cpu")
      integer(counts[index])
      emit(.tuple)
      emit(.persistentID)
      integer(0)
      tuple(tensor.shape)
      tuple(strides[index])
      // No gradient, and no hooks of it.
      emit(.newFalse)
      global("collections", "OrderedDict")
      emit(.emptyTuple)
      emit(.reduce)
      emit(.tuple)
      emit(.reduce)
    }
    emit(.setItems)
    emit(.stop)
  }

  private mutating func emit(_ opcode: PickleOpcode) { bytes.append(opcode.rawValue) }

  private mutating func global(_ module: String, _ name: String) {
    emit(.global)
    bytes += "\(module)\n\(name)\n".utf8
  }

  private mutating func string(_ text: String) {
    emit(.string)
    let utf8 = Array(text.utf8)
    withUnsafeBytes(of: UInt32(utf8.count).littleEndian) { bytes += $0 }
    bytes += utf8
  }

  /// A number that is not negative, in as few bytes as a signed one takes.
  private mutating func integer(_ value: Int) {
    if let small = UInt8(exactly: value) {
      emit(.smallInteger)
      bytes.append(small)
    } else if let medium = Int32(exactly: value) {
      emit(.integer)
      withUnsafeBytes(of: medium.littleEndian) { bytes += $0 }
    } else {
      emit(.long1)
      bytes.append(8)
      withUnsafeBytes(of: Int64(value).littleEndian) { bytes += $0 }
    }
  }

  private mutating func tuple(_ values: [Int]) {
    emit(.mark)
    for value in values { integer(value) }
    emit(.tuple)
  }
}
