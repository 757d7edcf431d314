extension SafetensorsFile: WeightArchive {
  /// "safetensors".
  public var formatName: String { "safetensors" }

  /// The tensors in the order of their data.
  public var entries: [WeightEntry] {
    tensors.map { WeightEntry(name: $0.name, type: $0.dtype.rawValue, shape: $0.shape) }
  }

  /// Returns the elements of a tensor of F64, F32, F16 or BF16 as `Float`, row-major, F64 rounded to the nearest.
  ///
  /// - Throws: `SafetensorsError`.
  public func values(_ name: String) throws -> [Float] {
    guard let tensor = tensor(named: name), tensor.dtype == .float64 else { return try floats(name) }
    return try doubles(name).map { Float($0) }
  }
}
