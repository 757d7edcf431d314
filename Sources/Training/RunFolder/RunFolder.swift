import Datasets
import Files
import Foundation
import Networks
import Reports
import WeightFormats

/// The files of a run: config.json, statistics.safetensors where needed, metrics.jsonl, curves.svg, checkpoint.safetensors,
/// weights.safetensors.
///
/// Each is written beside and renamed, so that readers see whole files only.
public struct RunFolder: Sendable {
  /// The folder's path.
  public let path: String

  /// The checkpoint that the run can go on from.
  public var checkpointPath: String { path + "/checkpoint.safetensors" }
  /// The parameters of the finished run.
  public var weightsPath: String { path + "/weights.safetensors" }

  /// Mean image and colours of the training images, where the network needs them.
  public var statisticsPath: String { path + "/statistics.safetensors" }

  /// A folder that exists or will be made.
  public init(path: String) { self.path = path }

  /// Makes the folder, and those above it.
  ///
  /// - Throws: `TrainingError.configuration` if it cannot be made, or holds a run already.
  public func create() throws(TrainingError) {
    if FileManager.default.fileExists(atPath: checkpointPath) {
      throw .configuration("\(path) holds a run already; continue it with --resume \(path), or choose another --out")
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .configuration("\(path) cannot be made (\(error.localizedDescription)); choose another --out")
    }
  }

  /// Writes config.json.
  ///
  /// - Throws: `TrainingError.file`.
  public func write(_ configuration: TrainingConfiguration) throws(TrainingError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    guard let data = try? encoder.encode(configuration) else { return }
    try write(Array(data) + [10], "config.json")
  }

  /// Writes statistics.safetensors.
  ///
  /// - Throws: `TrainingError.data`.
  public func write(_ statistics: ImageStatistics) throws(TrainingError) {
    do throws(DatasetError) {
      try statistics.save(path: statisticsPath)
    } catch {
      throw .data(error)
    }
  }

  /// Writes metrics.jsonl and curves.svg from what epochs gave so far.
  ///
  /// - Throws: `TrainingError.file`.
  public func write(_ history: [EpochRecord], network: String) throws(TrainingError) {
    let lines = history.map { $0.json.description + "\n" }.joined()
    try write(Array(lines.utf8), "metrics.jsonl")
    try write(Array(Self.curves(history, network: network).utf8), "curves.svg")
  }

  private func write(_ bytes: [UInt8], _ name: String) throws(TrainingError) {
    do throws(FileError) {
      try AtomicFile.write(bytes, to: path + "/" + name)
    } catch {
      throw .file(error)
    }
  }

  private static func curves(_ history: [EpochRecord], network: String) -> String {
    func points(_ value: (EpochRecord) -> Double) -> [(x: Double, y: Double)] {
      history.map { (Double($0.epoch), value($0)) }
    }
    return CurvePlot(
      title: "Training of \(network)", xLabel: "epoch",
      panels: [
        CurvePlot.Panel(
          title: "Loss", yLabel: "cross-entropy",
          series: [
            CurvePlot.Series(name: "training", points: points { $0.training.loss }),
            CurvePlot.Series(name: "test", points: points { $0.test.loss }),
          ]),
        CurvePlot.Panel(
          title: "Accuracy", yLabel: "correct, %",
          series: [
            CurvePlot.Series(name: "training top-1", points: points { 100 * $0.training.top1Accuracy }),
            CurvePlot.Series(name: "test top-1", points: points { 100 * $0.test.top1Accuracy }),
            CurvePlot.Series(name: "test top-5", points: points { 100 * $0.test.top5Accuracy }),
          ]),
      ]
    ).svg
  }
}

extension EpochRecord {
  /// The record as one JSON object.
  package var json: JSONValue {
    .object([
      .init("event", "epoch"), .init("epoch", .integer(epoch)), .init("learningRate", .number(learningRate)),
      .init("training", training.json), .init("test", test.json), .init("seconds", .number(seconds)),
    ])
  }
}

extension Evaluation {
  /// Fractions correct and the mean loss as a JSON object.
  package var json: JSONValue {
    .object([
      .init("top1", .number(top1Accuracy)), .init("top5", .number(top5Accuracy)), .init("loss", .number(loss)),
    ])
  }
}
