import Networks
import Tensors
import WeightFormats

/// Weights of a model on their way into a file of another tool, or another precision.
///
/// The elements stand in the field's order: filters O,I,H,W, matrices outputs × inputs, and columns that read an image
/// in the order C,H,W.
public struct WeightExport: Sendable {
  /// How a number is kept.
  public enum Precision: String, Hashable, Sendable, CaseIterable {
    /// As it is.
    case float32
    /// In sixteen bits, eleven of them for digits; nothing above 65504.
    case float16
    /// In sixteen bits, eight of them for digits, as far as Float goes.
    case bfloat16

    var dataType: SafetensorsDataType {
      switch self {
      case .float32: .float32
      case .float16: .float16
      case .bfloat16: .bfloat16
      }
    }

    /// The bits of the nearest number of sixteen bits.
    func bits(_ value: Float) -> UInt16 {
      self == .float16 ? HalfPrecision.float16(value) : HalfPrecision.bfloat16(value)
    }

    /// The nearest number of the precision.
    func rounded(_ value: Float) -> Float {
      switch self {
      case .float32: value
      case .float16: HalfPrecision.float(float16: HalfPrecision.float16(value))
      case .bfloat16: HalfPrecision.float(bfloat16: HalfPrecision.bfloat16(value))
      }
    }
  }

  /// What tensors are called.
  public enum Names: String, Hashable, Sendable, CaseIterable {
    /// By the layers: conv1.weight … fc8.bias.
    case layers
    /// By torchvision's modules: features.0.weight … classifier.6.bias.
    case torchvision
  }

  /// The weights.
  public let model: Model
  /// How numbers are kept.
  public let precision: Precision
  /// What was done on the way, a sentence each.
  public private(set) var notes: [String]
  /// The tensors' names, in the plan's order.
  let names: [String]
  /// The tensors' shapes.
  let shapes: [[Int]]
  /// SHA-256 of the parameters as they will be read again.
  public let digest: String

  /// Reads and checks all weights.
  ///
  /// - Throws: `ModelError` if a tensor cannot be read, the weights are not those that the file's metadata name, a number
  ///   is too large for the precision, or the network has not torchvision's layers.
  public init(_ model: Model, precision: Precision = .float32, names: Names = .layers) throws(ModelError) {
    let plan: NetworkPlan
    do throws(NetworkError) {
      plan = try NetworkPlan(model.specification)
    } catch {
      throw .network(error.description)
    }
    guard names == .layers || plan.parameters.count == 2 * WeightMatch.torchvisionModules.count else {
      throw .network(
        "\(model.specification.name) has not the layers of torchvision's alexnet, so it cannot have its names")
    }
    var (own, rounded) = (SHA256(), SHA256())
    var largest: Float = 0
    for index in plan.parameters.indices {
      let values = try model.parameter(index)
      values.map(\.bitPattern.littleEndian).withUnsafeBytes { own.update($0) }
      let kept = values.map { precision.rounded($0) }
      kept.map(\.bitPattern.littleEndian).withUnsafeBytes { rounded.update($0) }
      for (value, kept) in zip(values, kept) {
        if value.isFinite && !kept.isFinite {
          throw .network(
            "\(plan.fieldName(index)) has \(value), beyond \(precision.rawValue); take bfloat16 or float32")
        }
        largest = max(largest, abs(value - kept))
      }
    }
    let digest = SHA256.hexDigest(own.finalize())
    if let recorded = model.recordedDigest, recorded != digest {
      throw .unreadable(
        "\(model.path): the weights have the digest \(digest), but the metadata say \(recorded): the file was damaged or"
          + " changed; fetch or write it again")
    }
    self.model = model
    self.precision = precision
    self.digest = SHA256.hexDigest(rounded.finalize())
    self.names = plan.parameters.indices.map { index in
      let name = plan.fieldName(index)
      guard names == .torchvision, let dot = name.lastIndex(of: ".") else { return name }
      return WeightMatch.torchvisionModules[index / 2] + name[dot...]
    }
    shapes = plan.parameters.indices.map { plan.fieldShape($0).dimensions }
    notes = model.notes
    if model.recordedDigest != nil { notes.append("the digest is the one that the metadata name") }
    if let first = plan.layers.first(where: { $0.inputShape.rank == 3 && $0.outputShape.rank == 1 }) {
      notes.append("\(first.specification.name) reads its image in the order C, H, W, as in all formats")
    }
    if precision != .float32 {
      notes.append("numbers are rounded to \(precision.rawValue), by at most \(largest)")
    }
  }

  /// What the file's metadata say.
  private var metadata: ModelMetadata {
    var metadata = ModelMetadata(model.specification, classes: model.classes, digest: digest)
    if case .colour(let colour)? = model.mean { metadata.meanColour = colour }
    return metadata
  }

  /// Writes a safetensors file with all that `Model` needs: network, classes, input, mean, digest.
  ///
  /// A mean image is one more tensor, "mean.image".
  ///
  /// - Throws: `ModelError` if the file cannot be written.
  public func writeSafetensors(path: String) throws(ModelError) {
    var declarations = names.indices.map {
      TensorDeclaration(name: names[$0], dtype: precision.dataType, shape: shapes[$0])
    }
    let mean = model.mean?.planes
    // Wider elements first, so that all lie at multiples of their size.
    if let mean {
      declarations.insert(TensorDeclaration(name: InputMean.tensorName, dtype: .float32, shape: mean.shape), at: 0)
    }
    do {
      var writer = try SafetensorsWriter(path: path, tensors: declarations, metadata: metadata.strings)
      if let mean { try writer.write(mean.values, to: InputMean.tensorName) }
      for (index, name) in names.enumerated() {
        let values = try model.parameter(index)
        if precision == .float32 {
          try writer.write(values, to: name)
        } else {
          try Self.write(values.map { precision.bits($0).littleEndian }, to: name, &writer)
        }
      }
      try writer.commit()
    } catch let error as ModelError {
      throw error
    } catch {
      throw .unreadable("\(error)")
    }
  }

  /// Appends numbers of sixteen bits; a function of its own, because the compiler does not survive inlining it.
  @inline(never)
  private static func write(
    _ bits: [UInt16], to name: String, _ writer: inout SafetensorsWriter
  ) throws(SafetensorsError) {
    try bits.span.bytes.withUnsafeBytes { (bytes) throws(SafetensorsError) in try writer.write(bytes, to: name) }
  }
}
