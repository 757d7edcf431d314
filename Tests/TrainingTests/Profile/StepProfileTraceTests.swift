import Foundation
import Networks
import TestSupport
import Testing
import Training

struct StepProfileTraceTests {
  /// A complete event of a trace.
  private struct Event: Decodable {
    let name: String
    let cat: String
    let ph: String
    let ts: Double
    let dur: Double
    let pid: Int
    let tid: Int
  }

  private struct Trace: Decodable {
    let traceEvents: [Event]
  }

  private func trace(_ trainer: Trainer<Float>) throws -> [Event] {
    let folder = try TemporaryFolder()
    let path = folder.path + "/trace.json"
    try #require(trainer.profile).writeTrace(path: path)
    #expect(try folder.names() == ["trace.json"])
    return try JSONDecoder().decode(Trace.self, from: Data(contentsOf: URL(fileURLWithPath: path))).traceEvents
  }

  @Test func `the trace of a run names all layers and phases, in time that the steps took`() throws {
    let trainer = try TinyRun.trainer()
    trainer.profile = StepProfile(trainer.network.plan)
    try TinyRun.run(trainer, steps: 5)
    let events = try trace(trainer)
    #expect(events.allSatisfy { $0.ph == "X" && $0.ts >= 0 && $0.dur >= 0 && $0.pid == 1 && $0.tid == 1 })
    #expect(Set(events.map(\.cat)) == Set(StepProfile.Phase.allCases.map(\.rawValue) + ["step"]))
    let names = Set(events.map(\.name))
    for layer in trainer.network.plan.layers {
      #expect(names.contains(layer.specification.name + " forward"))
    }
    for name in ["conv1 filter gradient", "pool1 input gradient", "fc3 bias gradient", "fc2 optimizer", "loading"] {
      #expect(names.contains(name), "\(name)")
    }
    let steps = events.filter { $0.cat == "step" }
    #expect(steps.count == 5)
    let parts = events.filter { $0.cat != "step" }.reduce(0) { $0 + $1.dur }
    #expect(parts <= steps.reduce(0) { $0 + $1.dur })
  }

  @Test func `a profiled run ends with the bits of one that is not, and evaluations are no part of it`() throws {
    let plain = try TinyRun.trainer()
    try TinyRun.run(plain)
    let profiled = try TinyRun.trainer()
    let profile = StepProfile(profiled.network.plan)
    profiled.profile = profile
    try TinyRun.run(profiled)
    #expect(Checkpoint.digest(profiled.network) == Checkpoint.digest(plain.network))
    #expect(profile.steps == 8)
    let spans = profile.spans.count
    _ = try profiled.evaluate()
    #expect(profile.spans.count == spans)
  }

  @Test func `a trace that cannot be written is an error that names the file`() throws {
    let trainer = try TinyRun.trainer()
    let profile = StepProfile(trainer.network.plan)
    let folder = try TemporaryFolder()
    let path = folder.path + "/none/trace.json"
    let error = #expect(throws: TrainingError.self) { try profile.writeTrace(path: path) }
    #expect(error?.description.contains(path) == true)
  }
}
