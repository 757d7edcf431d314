/// An implementation that golden cases can judge.
///
/// All tensors are in the field's order (N,C,H,W; O,I,H,W), whatever a backend has inside; inputs are exact in Float32. A
/// backend answers what it offers, and nil for what it does not:
///
///     struct Mine: Backend {
///       let name = "mine"
///       let precision = Precision.float32
///       func results(of request: CaseRequest) throws -> [String: CaseTensor]? {
///         guard case .rectifier = request.computation else { return nil }
///         …
///       }
///     }
public protocol Backend: Sendable {
  /// What reports call it.
  var name: String { get }
  /// What it computes in; the bounds follow from it.
  var precision: Precision { get }
  /// The tensors that a case asks for, by name; nil if the backend does not offer the computation.
  ///
  /// - Throws: anything; the case has failed then, with the error's description.
  func results(of request: CaseRequest) throws -> [String: CaseTensor]?
}
