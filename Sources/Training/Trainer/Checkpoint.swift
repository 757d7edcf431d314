import Foundation
import Inference
import Kernels
import Networks
import Tensors
import WeightFormats

/// Saves and restores runs: parameters, velocities and position in one safetensors file, in the field's order of elements.
///
/// Tensors are named "conv1.weight", "conv1.bias" and, for the optimizer, "velocity.conv1.weight", of layers that are not
/// frozen. The metadata holds the
/// configuration and the position as JSON. Files are written beside, synced and renamed, so that a run killed at any
/// instant leaves a whole checkpoint.
public enum Checkpoint {
  static let configurationKey = "alexnet.configuration"
  static let positionKey = "alexnet.position"

  /// Saves all that a run needs to go on.
  ///
  /// - Throws: `TrainingError.weights` if the file cannot be written.
  public static func save(_ trainer: Trainer<Float>, path: String) throws(TrainingError) {
    try write(trainer, path: path, withOptimizer: true)
  }

  /// Saves the parameters alone, with what `ModelMetadata` says of them: network, classes, input, digest.
  ///
  /// - Throws: `TrainingError.weights` if the file cannot be written.
  public static func saveWeights(_ trainer: Trainer<Float>, path: String) throws(TrainingError) {
    try write(trainer, path: path, withOptimizer: false)
  }

  /// The configuration of a saved run.
  ///
  /// - Throws: `TrainingError` if the file cannot be read or is no checkpoint.
  public static func configuration(path: String) throws(TrainingError) -> TrainingConfiguration {
    try decode(TrainingConfiguration.self, key: configurationKey, in: open(path))
  }

  /// Restores parameters, velocities and position into a run of the same configuration.
  ///
  /// - Throws: `TrainingError` if the file cannot be read or does not fit.
  public static func restore(_ trainer: Trainer<Float>, path: String) throws(TrainingError) {
    let file = try open(path)
    let position = try decode(Trainer<Float>.Position.self, key: positionKey, in: file)
    guard position.step >= 0 && position.step <= trainer.stepsPerEpoch * trainer.configuration.epochs else {
      throw .checkpoint(file: path, problem: "step \(position.step) is not one of this run's")
    }
    let epoch = position.step / trainer.stepsPerEpoch
    let images = position.running.images
    guard
      position.history.count <= epoch && (0...trainer.trainingCount).contains(images)
        && (0...images).contains(position.running.top1) && (0...images).contains(position.running.top5)
        && (0...epoch).contains(position.schedule.drops)
        && (0...epoch).contains(position.schedule.epochsWithoutImprovement)
    else {
      throw .checkpoint(file: path, problem: "what it says of past epochs is not of \(position.step) steps of this run")
    }
    let plan = trainer.network.plan
    // All is read before anything is changed.
    var parameters: [[Float]] = []
    var velocities: [Int: [Float]] = [:]
    for index in plan.parameters.indices {
      parameters.append(try read(plan.fieldName(index), plan.fieldShape(index), file))
    }
    for index in plan.trainedParameters {
      velocities[index] = try read("velocity." + plan.fieldName(index), plan.fieldShape(index), file)
    }
    for (index, values) in parameters.enumerated() { trainer.network.importParameter(index, values) }
    for (index, values) in velocities { plan.fromField(index, values, into: trainer.optimizer.velocity(index)) }
    trainer.move(to: position)
  }

  /// SHA-256 of all parameters: little-endian Float32, in the plan's order of parameters and the field's order of elements.
  public static func digest(_ network: Network<Float>) -> String {
    network.digest
  }

  // MARK: Writing

  private static func write(
    _ trainer: Trainer<Float>, path: String, withOptimizer: Bool
  ) throws(TrainingError) {
    let plan = trainer.network.plan
    var declarations = plan.parameters.indices.map { index in
      TensorDeclaration(
        name: plan.fieldName(index), dtype: .float32, shape: plan.fieldShape(index).dimensions)
    }
    if withOptimizer {
      declarations += plan.trainedParameters.map { index in
        TensorDeclaration(
          name: "velocity." + declarations[index].name, dtype: .float32, shape: declarations[index].shape)
      }
    }
    var metadata = ["format": "alexnet", "alexnet.network": trainer.specification.name]
    if !withOptimizer {
      // What another program, or another day, needs to know to use them.
      let description = ModelMetadata(
        trainer.specification, classes: trainer.data.training.classes, digest: trainer.network.digest)
      metadata.merge(description.strings) { _, new in new }
    }
    metadata[configurationKey] = encode(trainer.configuration)
    if withOptimizer { metadata[positionKey] = encode(trainer.position) }
    do throws(SafetensorsError) {
      var writer = try SafetensorsWriter(path: path, tensors: declarations, metadata: metadata)
      for index in plan.parameters.indices {
        try writer.write(trainer.network.exportParameter(index), to: plan.fieldName(index))
      }
      if withOptimizer {
        for index in plan.trainedParameters {
          let values = plan.toField(index, trainer.optimizer.velocity(index).readable)
          try writer.write(values, to: "velocity." + plan.fieldName(index))
        }
      }
      try writer.commit()
    } catch {
      throw .weights(error)
    }
  }

  private static func encode(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // A run's numbers are finite but for the best error before the first epoch.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let data = try? encoder.encode(value) else { return "" }
    return String(decoding: data, as: UTF8.self)
  }

  // MARK: Reading

  private static func open(_ path: String) throws(TrainingError) -> SafetensorsFile {
    do throws(SafetensorsError) {
      return try SafetensorsFile(path: path)
    } catch {
      throw .weights(error)
    }
  }

  private static func decode<Value: Decodable>(
    _: Value.Type, key: String, in file: SafetensorsFile
  ) throws(TrainingError) -> Value {
    guard let text = file.metadata[key] else {
      throw .checkpoint(
        file: file.name, problem: "is no checkpoint of a run: its metadata has no \(key)")
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try decoder.decode(Value.self, from: Data(text.utf8))
    } catch {
      throw .checkpoint(file: file.name, problem: "its \(key) is not understood; it was saved by another version")
    }
  }

  private static func read(
    _ name: String, _ shape: Shape, _ file: SafetensorsFile
  ) throws(TrainingError) -> [Float] {
    guard let tensor = file.tensor(named: name) else {
      throw .checkpoint(file: file.name, problem: "has no tensor \(name)")
    }
    guard tensor.shape == shape.dimensions else {
      throw .checkpoint(
        file: file.name, problem: "tensor \(name) is \(Shape.text(tensor.shape)), but the network needs \(shape)")
    }
    do throws(SafetensorsError) {
      return try file.floats(name)
    } catch {
      throw .weights(error)
    }
  }
}

extension Shape {
  /// Extents that may be no shape of ours, joined by ×.
  fileprivate static func text(_ extents: [Int]) -> String { extents.map(String.init).joined(separator: "×") }
}
