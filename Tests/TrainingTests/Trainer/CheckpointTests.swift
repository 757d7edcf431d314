import Foundation
import Networks
import Tensors
import TestSupport
import Testing
import Training
import WeightFormats

struct CheckpointTests {
  /// A run of some steps, saved.
  private func saved(
    _ folder: TemporaryFolder, steps: Int, schedule: RateSchedule = .constant
  ) throws -> (trainer: Trainer<Float>, path: String) {
    let trainer = try TinyRun.trainer(TinyRun.specification(schedule: schedule))
    try TinyRun.run(trainer, steps: steps)
    let path = folder.path + "/checkpoint.safetensors"
    try Checkpoint.save(trainer, path: path)
    return (trainer, path)
  }

  /// Everything that a run consists of.
  private func state(_ trainer: Trainer<Float>) -> [[UInt8]] {
    trainer.network.plan.parameters.indices.flatMap {
      [
        Tensor(copying: trainer.network.parameter($0).readable).bits,
        Tensor(copying: trainer.optimizer.velocity($0).readable).bits,
      ]
    }
  }

  // MARK: Going on

  // Steps 4 and 8 end an epoch; the last of an epoch has fewer images.
  @Test(arguments: [0, 1, 3, 4, 5, 7, 8])
  func `a run that goes on from a checkpoint ends like one that never stopped`(_ steps: Int) throws {
    let folder = try TemporaryFolder()
    let schedule = RateSchedule.warmUp(steps: 3, then: .plateau(patience: 1, factor: 0.5, drops: 3))
    let whole = try TinyRun.trainer(TinyRun.specification(schedule: schedule))
    try TinyRun.run(whole)

    let (first, path) = try saved(folder, steps: steps, schedule: schedule)
    let second = try TinyRun.trainer(TinyRun.specification(schedule: schedule), Checkpoint.configuration(path: path))
    #expect(steps == 0 || state(second) != state(first))
    try Checkpoint.restore(second, path: path)
    #expect(state(second) == state(first))
    #expect(second.position == first.position)
    #expect(second.position.step == steps)
    try TinyRun.run(second)
    #expect(Checkpoint.digest(second.network) == Checkpoint.digest(whole.network))
    #expect(state(second) == state(whole))
    #expect(second.position == whole.position)
    #expect(second.position.history.count == 2)
  }

  @Test func `a checkpoint holds parameters and velocities in the field's order, and the configuration`() throws {
    let folder = try TemporaryFolder()
    let (trainer, path) = try saved(folder, steps: 2)
    let file = try SafetensorsFile(path: path)
    #expect(file.tensor(named: "conv1.weight")?.shape == [6, 1, 3, 3])
    #expect(try file.floats("conv1.weight") == trainer.network.exportParameter(0))
    #expect(file.tensor(named: "velocity.fc2.weight")?.shape == [8, 24])
    let velocity = trainer.optimizer.velocity(2)
    // Row o, column (c, h, w) of 6×2×2 there; row (h, w, c), column o here.
    let exported = try file.floats("velocity.fc2.weight")
    #expect(exported[5 * 24 + (4 * 2 + 1) * 2 + 0] == velocity[((1 * 2 + 0) * 6 + 4) * 8 + 5])
    #expect(file.metadata["alexnet.network"] == "tiny")
    #expect(try Checkpoint.configuration(path: path) == trainer.configuration)
    #expect(try folder.names() == ["checkpoint.safetensors"])
  }

  @Test func `a file of weights says which network, classes and input they are of`() throws {
    let folder = try TemporaryFolder()
    let trainer = try TinyRun.trainer()
    try Checkpoint.saveWeights(trainer, path: folder.path("weights.safetensors"))
    let metadata = try SafetensorsFile(path: folder.path("weights.safetensors")).metadata
    #expect(metadata["alexnet.network"] == "tiny")
    #expect(metadata["alexnet.digest"] == Checkpoint.digest(trainer.network))
    #expect(metadata["alexnet.classes"]?.hasPrefix(#"[{"identifier":"0","name":"0"},"#) == true)
    #expect(
      metadata["alexnet.input"]
        == #"{"centring":"mean-image","channels":"gray","frame":6,"framing":"square","height":6,"range":1,"width":5}"#)
  }

  @Test func `equal runs give equal files`() throws {
    let (a, b) = try (TemporaryFolder(), TemporaryFolder())
    let paths = try [saved(a, steps: 5).path, saved(b, steps: 5).path]
    let bytes = try paths.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    #expect(bytes[0] == bytes[1])
  }

  @Test func `the digest is that of the parameters in the file of weights`() throws {
    let folder = try TemporaryFolder()
    let trainer = try TinyRun.trainer()
    try TinyRun.run(trainer, steps: 1)
    let path = folder.path + "/weights.safetensors"
    try Checkpoint.saveWeights(trainer, path: path)
    let file = try SafetensorsFile(path: path)
    var hash = SHA256()
    for index in trainer.network.plan.parameters.indices {
      let name = trainer.network.plan.fieldName(index)
      try file.floats(name).withUnsafeBytes { hash.update($0) }
      #expect(file.tensor(named: "velocity." + name) == nil)
    }
    #expect(SHA256.hexDigest(hash.finalize()) == Checkpoint.digest(trainer.network))
    #expect(Checkpoint.digest(trainer.network).count == 64)
  }

  // MARK: Files that are no checkpoint of the run

  /// Expects that restoring fails with an error of the given words and changes nothing.
  private func expectRefused(
    _ path: String, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let trainer = try TinyRun.trainer()
    try TinyRun.run(trainer, steps: 5)
    let (before, position) = (state(trainer), trainer.position)
    let error = #expect(throws: TrainingError.self, sourceLocation: sourceLocation) {
      try Checkpoint.restore(trainer, path: path)
    }
    let text = error?.description ?? ""
    for word in [path] + words { #expect(text.contains(word), "\(text)", sourceLocation: sourceLocation) }
    #expect(state(trainer) == before, sourceLocation: sourceLocation)
    #expect(trainer.position == position, sourceLocation: sourceLocation)
  }

  /// Writes a checkpoint's tensors again, changed.
  private func rewrite(
    _ path: String, metadata: ((inout [String: String]) -> Void)? = nil,
    tensor: ((inout (name: String, shape: [Int], values: [Float])?) -> Void)? = nil
  ) throws {
    let file = try SafetensorsFile(path: path)
    var tensors: [(name: String, shape: [Int], values: [Float])] = []
    for record in file.tensors {
      var changed: (name: String, shape: [Int], values: [Float])? = (
        record.name, record.shape, try file.floats(record.name)
      )
      tensor?(&changed)
      if let changed { tensors.append(changed) }
    }
    var entries = file.metadata
    metadata?(&entries)
    var writer = try SafetensorsWriter(
      path: path, tensors: tensors.map { TensorDeclaration(name: $0.name, dtype: .float32, shape: $0.shape) },
      metadata: entries)
    for tensor in tensors { try writer.write(tensor.values, to: tensor.name) }
    try writer.commit()
  }

  @Test func `a file that does not exist is named`() throws {
    let folder = try TemporaryFolder()
    try expectRefused(folder.path + "/none.safetensors", "No such file")
  }

  @Test func `a truncated file is refused, wherever it ends`() throws {
    let folder = try TemporaryFolder()
    let (_, path) = try saved(folder, steps: 2)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    for length in [0, 7, 8, 100, bytes.count / 2, bytes.count - 1] {
      try bytes.prefix(length).write(to: URL(fileURLWithPath: path))
      try expectRefused(path)
    }
  }

  @Test func `a file of another format is refused`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/picture.png"
    try Data([0x89] + Array("PNG\r\n\u{1A}\n".utf8) + [UInt8](repeating: 7, count: 500))
      .write(to: URL(fileURLWithPath: path))
    try expectRefused(path)
  }

  @Test func `weights alone are no checkpoint`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/weights.safetensors"
    try Checkpoint.saveWeights(TinyRun.trainer(), path: path)
    try expectRefused(path, "is no checkpoint of a run", "alexnet.position")
    #expect(try Checkpoint.configuration(path: path) == TinyRun.configuration())
  }

  @Test func `a missing tensor is named`() throws {
    let folder = try TemporaryFolder()
    for name in ["fc3.bias", "velocity.fc2.weight"] {
      let (_, path) = try saved(folder, steps: 2)
      try rewrite(path, tensor: { if $0?.name == name { $0 = nil } })
      try expectRefused(path, "has no tensor \(name)")
    }
  }

  @Test func `a tensor of another shape is named with both shapes`() throws {
    let folder = try TemporaryFolder()
    for name in ["fc2.weight", "velocity.fc2.weight"] {
      let (_, path) = try saved(folder, steps: 2)
      try rewrite(path, tensor: { if $0?.name == name { $0?.shape = [24, 8] } })
      try expectRefused(path, "tensor \(name) is 24×8, but the network needs 8×24")
    }
  }

  static let foreignPositions: [@Sendable (inout Trainer<Float>.Position) -> Void] = [
    { $0.step = -1 }, { $0.step = 9 }, { $0.step = .max }, { $0.step = .min }, { $0.running.images = .max },
    { $0.running.images = -1 }, { $0.running.top1 = .max }, { $0.running.top5 = -1 },
    { $0.history += $0.history },
  ]

  @Test(arguments: foreignPositions.indices)
  func `a position that is none of the run is refused`(_ index: Int) throws {
    let folder = try TemporaryFolder()
    let (trainer, path) = try saved(folder, steps: 5)
    var position = trainer.position
    Self.foreignPositions[index](&position)
    let text = String(decoding: try JSONEncoder().encode(position), as: UTF8.self)
    try rewrite(path, metadata: { $0["alexnet.position"] = text })
    try expectRefused(path, "of this run")
  }

  @Test(arguments: ["drops", "epochsWithoutImprovement"], [-1, 1000, Int.max])
  func `what a schedule cannot remember is refused`(_ key: String, _ value: Int) throws {
    let folder = try TemporaryFolder()
    let (_, path) = try saved(folder, steps: 5)
    try rewrite(path) { entries in
      let changed = entries["alexnet.position"]?.replacing("\"\(key)\":0", with: "\"\(key)\":\(value)")
      #expect(changed != entries["alexnet.position"])
      entries["alexnet.position"] = changed
    }
    try expectRefused(path, "of this run")
  }

  @Test func `metadata that is not understood is refused`() throws {
    let folder = try TemporaryFolder()
    for text in ["", "{}", "[1]", "{\"step\":1e99}", "\u{0}"] {
      let (_, path) = try saved(folder, steps: 2)
      try rewrite(path, metadata: { $0["alexnet.position"] = text })
      try expectRefused(path, "alexnet.position is not understood")
      try rewrite(path, metadata: { $0["alexnet.configuration"] = text })
      let error = #expect(throws: TrainingError.self) { _ = try Checkpoint.configuration(path: path) }
      #expect(error?.description.contains("alexnet.configuration is not understood") == true)
    }
  }

  @Test func `a folder that does not exist cannot be saved in`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/none/checkpoint.safetensors"
    let error = #expect(throws: TrainingError.self) { try Checkpoint.save(TinyRun.trainer(), path: path) }
    #expect(error?.description.contains(path) == true)
    guard case .weights = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `saving again replaces the file and leaves no other`() throws {
    let folder = try TemporaryFolder()
    let (trainer, path) = try saved(folder, steps: 1)
    try TinyRun.run(trainer, steps: 2)
    try Checkpoint.save(trainer, path: path)
    let other = try TinyRun.trainer()
    try Checkpoint.restore(other, path: path)
    #expect(other.position.step == 3)
    #expect(try folder.names() == ["checkpoint.safetensors"])
  }
}
