/// The tensors that a case gives.
public struct CaseInputs: Sendable {
  /// The tensors by name.
  public let tensors: [String: CaseTensor]
  /// The file that errors name.
  public let file: String

  /// Tensors by name; errors about them name the file.
  public init(_ tensors: [String: CaseTensor], file: String) {
    self.tensors = tensors
    self.file = file
  }

  /// The tensor of a name, or nil.
  public subscript(name: String) -> CaseTensor? { tensors[name] }

  /// The tensor of a name, with as many dimensions as given.
  ///
  /// - Throws: `GoldenError` if it is missing or has others.
  public func tensor(_ name: String, rank: Int? = nil) throws(GoldenError) -> CaseTensor {
    guard let tensor = tensors[name] else { throw invalid(name, expected: "there") }
    guard rank == nil || tensor.shape.count == rank else {
      throw invalid(name, expected: "of \(rank ?? 0) dimensions, not \(tensor.shape)")
    }
    return tensor
  }

  /// Integers in a range.
  ///
  /// - Throws: `GoldenError` if the tensor is missing, or of another type or other values.
  public func integers(_ name: String, in range: Range<Int>, rank: Int? = nil) throws(GoldenError) -> [Int] {
    guard case .integers(let elements) = try tensor(name, rank: rank).elements else {
      throw invalid(name, expected: "of integers")
    }
    guard elements.allSatisfy({ $0 >= range.lowerBound && $0 < range.upperBound }) else {
      throw invalid(name, expected: "of integers from \(range.lowerBound) to below \(range.upperBound)")
    }
    return elements.map { Int($0) }
  }

  /// An error about a tensor.
  public func invalid(_ name: String, expected: String) -> GoldenError {
    GoldenError(file, .tensor(name, expected: expected))
  }
}
