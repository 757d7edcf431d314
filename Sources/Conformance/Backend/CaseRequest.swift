/// What a case asks of a backend: everything but the expected values.
public struct CaseRequest: Sendable {
  /// The case's id.
  public let id: String
  /// What to compute.
  public let computation: Computation
  /// The tensors that are given.
  public let inputs: CaseInputs
  /// The names of the tensors to give.
  public let results: [String]

  /// The request of a case.
  ///
  /// - Throws: `GoldenError` if parameters are missing or out of range.
  public init(_ golden: GoldenCase) throws(GoldenError) {
    id = golden.id
    computation = try Computation(golden)
    inputs = golden.inputs
    results = golden.results.map(\.name)
  }

  init(id: String, _ computation: Computation, inputs: [String: CaseTensor], results: [String] = []) {
    self.id = id
    self.computation = computation
    self.inputs = CaseInputs(inputs, file: id)
    self.results = results
  }

  /// Whether a tensor is asked for.
  public func wants(_ name: String) -> Bool { results.contains(name) }
}
