import Files
import Foundation
import Tensors
import WeightFormats

/// A golden case: a computation, its inputs, and what must come out, with bounds; Fixtures/README.md is the format.
public struct GoldenCase: Sendable {
  /// A tensor that is expected.
  public struct Result: Sendable {
    /// Its name, such as "inputGradient".
    public let name: String
    /// What must come out.
    public let expected: CaseTensor
    /// How far a result may be off.
    public let bound: Bound
    /// What the bound is relative to; nil for |expected|.
    public let magnitude: [Double]?

    /// An expected tensor and its bound.
    public init(name: String, expected: CaseTensor, bound: Bound, magnitude: [Double]? = nil) {
      self.name = name
      self.expected = expected
      self.bound = bound
      self.magnitude = magnitude
    }
  }

  /// The case's id: its folder's path below the fixtures, such as "operations/convolution/plain".
  public let id: String
  /// Its folder.
  public let folder: URL
  /// The operation, such as "convolution".
  public let operation: String
  /// What the case shows, in a sentence.
  public let description: String
  /// The implementation that computed what is expected.
  public let oracle: String
  /// Whether the case is for candidates alone that store what they are given in 24 bits or more: rounded to fewer, its
  /// inputs mean something else.
  public let needsFloat32: Bool
  /// Every convention by its name.
  public let parameters: CaseValues
  /// What is given.
  public let inputs: CaseInputs
  /// What is expected, by name.
  public let results: [Result]

  /// The rows of reports: the id's first two parts, such as "operations/convolution".
  public var group: String { id.split(separator: "/").prefix(2).joined(separator: "/") }

  /// Reads and checks a case.
  ///
  /// - Throws: `GoldenError` if a file is missing or malformed.
  public init(folder: URL, id: String) throws(GoldenError) {
    let file = folder.appending(path: "case.json").path(percentEncoded: false)
    let top = CaseValues(try Self.json(file), file: file)
    let version = try top.integer("format")
    guard version == 1 else { throw GoldenError(file, .version(version)) }
    self.id = id
    self.folder = folder
    operation = try top.text("operation")
    description = try top.text("description")
    oracle = try top.group("generator").text("oracle")
    needsFloat32 = top.has("minimumPrecision")
    if needsFloat32 { _ = try top.choice("minimumPrecision", ["float32": true]) }
    parameters = try top.group("parameters")

    let tensors = try CaseTensors(path: folder.appending(path: "tensors.safetensors").path(percentEncoded: false))
    var inputs: [String: CaseTensor] = [:]
    for name in try top.texts("inputs") { inputs[name] = try tensors.tensor(name) }
    self.inputs = CaseInputs(inputs, file: tensors.path)
    let bounds = try top.group("results")
    guard !bounds.values.isEmpty else { throw top.invalid("results", expected: "one result or more") }
    var results: [Result] = []
    for name in bounds.values.keys.sorted() {
      results.append(try Self.result(name, Bound(try bounds.group(name)), tensors))
    }
    self.results = results
  }

  private static func result(
    _ name: String, _ bound: Bound, _ tensors: CaseTensors
  ) throws(GoldenError) -> Result {
    let expected = try tensors.tensor(name)
    guard expected.elements.count > 0 else { throw tensors.invalid(name, expected: "not empty") }
    var magnitude: [Double]?
    if case .bounded(_, let named?) = bound.kind {
      let tensor = try tensors.tensor(named)
      guard tensor.shape == expected.shape else { throw tensors.invalid(named, expected: "in the shape of \(name)") }
      // Where the expected value is finite, what it is compared with must be: NaN or ∞ would let everything pass.
      let sizes = tensor.reals
      guard zip(sizes, expected.reals).allSatisfy({ !$1.isFinite || ($0 >= 0 && $0.isFinite) }) else {
        throw tensors.invalid(named, expected: "finite and not negative where \(name) is finite")
      }
      magnitude = sizes
    }
    return Result(name: name, expected: expected, bound: bound, magnitude: magnitude)
  }

  private static func json(_ file: String) throws(GoldenError) -> [String: CaseValue] {
    let bytes: Data
    do {
      bytes = try MappedFile.bytes(ofFile: file)
    } catch {
      throw GoldenError(file, .file(error))
    }
    do {
      return try JSONDecoder().decode([String: CaseValue].self, from: bytes)
    } catch {
      throw GoldenError(file, .syntax("it is no JSON object"))
    }
  }
}
