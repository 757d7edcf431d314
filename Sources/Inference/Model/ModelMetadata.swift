import Datasets
import Foundation
import Networks

/// What a file of weights says of the network that they belong to, in its metadata of strings.
///
/// | key | value |
/// |---|---|
/// | `format` | `alexnet` |
/// | `alexnet.network` | the preset's name |
/// | `alexnet.classes` | the classes in the order of labels: a JSON array of objects with `identifier` and `name` |
/// | `alexnet.input` | how images become the input: a JSON object, see `InputDescription` |
/// | `alexnet.mean` | the mean colour to subtract, where there is no mean image: a JSON array in the order red, green, blue |
/// | `alexnet.digest` | SHA-256 of the parameters, see `Network.digest` |
public struct ModelMetadata: Sendable, Equatable {
  /// The preset's name.
  public var network: String?
  /// The classes in the order of labels.
  public var classes: [ImageClass]?
  /// How images become the input.
  public var input: InputConvention?
  /// The mean colour to subtract, red, green, blue, on the scale of 0–255.
  public var meanColour: [Double]?
  /// SHA-256 of the parameters.
  public var digest: String?

  static let networkKey = "alexnet.network"
  static let classesKey = "alexnet.classes"
  static let inputKey = "alexnet.input"
  static let meanKey = "alexnet.mean"
  static let digestKey = "alexnet.digest"

  /// Nothing said.
  public init() {}

  /// What is to be said of a network's weights.
  public init(_ specification: NetworkSpecification, classes: [ImageClass], digest: String) {
    // A width that differs from the preset's is seen in the tensors.
    network = specification.name.split(separator: "/").first.map(String.init)
    self.classes = classes.count == specification.outputs ? classes : nil
    input = specification.input
    self.digest = digest
  }

  /// Reads a file's metadata.
  ///
  /// - Throws: `ModelError.metadata` if an entry is there and makes no sense.
  init(_ strings: [String: String], file: String) throws(ModelError) {
    network = strings[Self.networkKey]
    digest = strings[Self.digestKey]
    classes = try Self.decode([ImageClass].self, Self.classesKey, strings, file)
    if let description = try Self.decode(InputDescription.self, Self.inputKey, strings, file) {
      guard let convention = description.convention else {
        throw .metadata(file: file, key: Self.inputKey, problem: "describes no input that a network could have")
      }
      input = convention
    }
    meanColour = try Self.decode([Double].self, Self.meanKey, strings, file)
    if let meanColour, !InputMean.isColour(meanColour) {
      throw .metadata(file: file, key: Self.meanKey, problem: "is not a colour: one or three numbers from 0 to 255")
    }
  }

  /// The entries of a file.
  public var strings: [String: String] {
    var strings = ["format": "alexnet"]
    strings[Self.networkKey] = network
    strings[Self.classesKey] = classes.flatMap(Self.encode)
    strings[Self.inputKey] = input.flatMap { Self.encode(InputDescription($0)) }
    strings[Self.meanKey] = meanColour.flatMap(Self.encode)
    strings[Self.digestKey] = digest
    return strings
  }

  private static func encode(_ value: some Encodable) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func decode<Value: Decodable>(
    _: Value.Type, _ key: String, _ strings: [String: String], _ file: String
  ) throws(ModelError) -> Value? {
    guard let text = strings[key] else { return nil }
    do {
      return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    } catch {
      throw .metadata(file: file, key: key, problem: "is not understood")
    }
  }
}
