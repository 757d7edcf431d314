import Foundation
import Networks
import TestSupport
import Testing
import Training

struct RunFolderTests {
  /// A line of metrics.jsonl.
  private struct Line: Decodable {
    let event: String
    let epoch: Int
    let learningRate: Double
    let training: [String: Double]
    let test: [String: Double]
  }

  @Test func `a folder is made with those above it`() throws {
    let temporary = try TemporaryFolder()
    let folder = RunFolder(path: temporary.path + "/runs/first")
    try folder.create()
    #expect(FileManager.default.fileExists(atPath: folder.path))
    // An empty one may be there already.
    try folder.create()
  }

  @Test func `a folder that holds a run is refused, and nothing in it is touched`() throws {
    let temporary = try TemporaryFolder()
    let folder = RunFolder(path: temporary.path)
    let trainer = try TinyRun.trainer()
    try Checkpoint.save(trainer, path: folder.checkpointPath)
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.checkpointPath))
    let error = #expect(throws: TrainingError.self) { try folder.create() }
    #expect(error?.description.contains("\(temporary.path) holds a run already; continue it with --resume") == true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.checkpointPath)) == before)
  }

  @Test func `a folder that cannot be made is named`() throws {
    let temporary = try TemporaryFolder()
    try Data([1]).write(to: URL(fileURLWithPath: temporary.path + "/file"))
    let path = temporary.path + "/file/run"
    let error = #expect(throws: TrainingError.self) { try RunFolder(path: path).create() }
    #expect(error?.description.contains(path) == true)
  }

  @Test func `configuration and history are written whole, and nothing else stays`() throws {
    let temporary = try TemporaryFolder()
    let folder = RunFolder(path: temporary.path)
    let trainer = try TinyRun.trainer()
    try folder.write(trainer.configuration)
    try folder.write(trainer.position.history, network: "tiny")
    try TinyRun.run(trainer)
    // Written again, over what was there.
    try folder.write(trainer.configuration)
    try folder.write(trainer.position.history, network: "tiny")
    #expect(try temporary.names() == ["config.json", "curves.svg", "metrics.jsonl"])

    let configuration = try Data(contentsOf: URL(fileURLWithPath: temporary.path + "/config.json"))
    #expect(try JSONDecoder().decode(TrainingConfiguration.self, from: configuration) == trainer.configuration)
    #expect(configuration.last == 10)

    let metrics = try String(contentsOfFile: temporary.path + "/metrics.jsonl", encoding: .utf8)
    let lines = metrics.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 3)
    #expect(lines.last == "")
    for (line, record) in zip(lines, trainer.position.history) {
      let object = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
      #expect(object.event == "epoch")
      #expect(object.epoch == record.epoch)
      #expect(object.learningRate == 0.02)
      #expect(object.training["loss"] == record.training.loss)
      #expect(object.test["top1"] == record.test.top1Accuracy)
      #expect(object.test["top5"] == 1)
    }

    let curves = try String(contentsOfFile: temporary.path + "/curves.svg", encoding: .utf8)
    #expect(curves.contains("<svg") && curves.contains("</svg>") && curves.contains("Training of tiny"))
  }

  @Test func `a file that cannot be written is named`() throws {
    let temporary = try TemporaryFolder()
    let folder = RunFolder(path: temporary.path + "/none")
    let error = #expect(throws: TrainingError.self) { try folder.write(TinyRun.configuration()) }
    guard case .file = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.description.contains(folder.path + "/config.json") == true)
  }

  @Test func `files have the names that users are told`() {
    let folder = RunFolder(path: "runs/a")
    #expect(folder.checkpointPath == "runs/a/checkpoint.safetensors")
    #expect(folder.weightsPath == "runs/a/weights.safetensors")
  }
}
