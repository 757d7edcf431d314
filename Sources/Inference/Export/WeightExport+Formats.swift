import Files
import Networks
import WeightFormats

extension WeightExport {
  /// A format that weights are written in.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    /// safetensors, with all that `Model` needs.
    case safetensors
    /// A state dictionary of PyTorch.
    case pth
    /// Arrays of NumPy.
    case npz
    /// A graph with its weights.
    case onnx

    /// Whether numbers may be kept in sixteen bits.
    public var hasHalfPrecision: Bool { self == .safetensors || self == .pth }

    /// Whether the file says how images become the network's input, what is subtracted, and what classes are called.
    public var hasMetadata: Bool { self == .safetensors }
  }

  /// Writes a file.
  ///
  /// PyTorch's and NumPy's have the tensors alone; ONNX has the graph, whose input is what the network's convention makes of
  /// images, and the name of the network.
  ///
  /// - Precondition: the format has numbers of the export's precision.
  /// - Throws: `ModelError` if the file cannot be written, or a layer has no counterpart in ONNX.
  public func write(path: String, as format: Format) throws(ModelError) {
    precondition(
      precision == .float32 || format.hasHalfPrecision, "\(format.rawValue) has no \(precision.rawValue) here")
    switch format {
    case .safetensors: try writeSafetensors(path: path)
    case .pth: try writing { try writeTorch(path: path) }
    case .npz: try writing { try NumPyArchive.write(arrays(), to: path) }
    case .onnx: try writing { try writeONNX(path: path) }
    }
  }

  private func writing(_ body: () throws -> Void) throws(ModelError) {
    do {
      try body()
    } catch let error as ModelError {
      throw error
    } catch {
      throw .unreadable("\(error)")
    }
  }

  private func arrays() throws(ModelError) -> [(name: String, values: [Float], shape: [Int])] {
    var arrays: [(name: String, values: [Float], shape: [Int])] = []
    for (index, name) in names.enumerated() { arrays.append((name, try model.parameter(index), shapes[index])) }
    return arrays
  }

  private func writeTorch(path: String) throws {
    let type: TorchDataType =
      switch precision {
      case .float32: .float32
      case .float16: .float16
      case .bfloat16: .bfloat16
      }
    var writer = try TorchWriter(
      path: path, tensors: names.indices.map { TorchDeclaration(name: names[$0], type: type, shape: shapes[$0]) })
    for (index, name) in names.enumerated() {
      let values = try model.parameter(index)
      if precision == .float32 {
        try writer.write(values, to: name)
      } else {
        try Self.write(values.map { precision.bits($0).littleEndian }, to: name, &writer)
      }
    }
    try writer.commit()
  }

  /// Appends numbers of sixteen bits; not inlined, as in `writeSafetensors(path:)`.
  @inline(never)
  private static func write(_ bits: [UInt16], to name: String, _ writer: inout TorchWriter) throws(TorchError) {
    try bits.span.bytes.withUnsafeBytes { (bytes) throws(TorchError) in try writer.write(bytes, to: name) }
  }

  private func writeONNX(path: String) throws {
    let bytes = try ONNXExport.bytes(
      NetworkPlan(model.specification), metadata: [ModelMetadata.networkKey: model.specification.name]
    ) { try model.parameter($0) }
    try AtomicFile.write(bytes, to: path)
  }
}
