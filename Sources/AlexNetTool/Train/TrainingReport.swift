import CommandLineSupport
import Datasets
import Foundation
import Kernels
import Networks
import Reports
import Tensors
import Training

/// What a run says on standard output: lines for people, or JSON objects, one a line, for programs.
struct TrainingReport {
  let trainingImages: Int
  private let testImages: Int
  private let isJSON: Bool
  private let isQuiet: Bool
  private let plan: NetworkPlan
  private let configuration: TrainingConfiguration
  private let notes: [String]

  /// - Parameter notes: what there is to say of the data.
  init(_ arguments: ParsedArguments, _ trainer: Trainer<Float>, notes: [String]) {
    self.notes = notes
    isJSON = arguments.isJSON
    isQuiet = arguments.isQuiet
    plan = trainer.network.plan
    configuration = trainer.configuration
    trainingImages = trainer.trainingCount
    testImages = trainer.testCount
  }

  func started() {
    if isJSON {
      write(
        .object([
          .init("event", "started"), .init("network", .string(configuration.network)),
          .init("parameters", .integer(plan.parameterCount)), .init("trainingImages", .integer(trainingImages)),
          .init("testImages", .integer(testImages)), .init("notes", .array(notes.map { .string($0) })),
          .init("epochs", .integer(configuration.epochs)),
          .init("seed", .integer(Int(clamping: configuration.seed))), .init("threads", .integer(Parallel.threads)),
          .init("instructionSet", .string(InstructionSet.current.rawValue)),
        ]))
    } else {
      for note in notes { tell(note) }
      tell(
        "\(configuration.network): \(NumberText.grouped(plan.parameterCount)) parameters, "
          + "\(NumberText.grouped(plan.multiplyAdds)) multiply-adds an image; "
          + "\(NumberText.grouped(trainingImages)) training and \(NumberText.grouped(testImages)) test images; "
          + "\(Parallel.threads) threads, \(InstructionSet.current)")
      if let line = transferLine { tell(line) }
    }
  }

  /// What the run took over from another network, and what it trains.
  private var transferLine: String? {
    guard let transfer = configuration.transfer else { return nil }
    var parts = [transfer.weights.map { "weights of \($0)" } ?? "random weights"]
    if !transfer.newLayers.isEmpty { parts.append("new: " + transfer.newLayers.joined(separator: ", ")) }
    if !transfer.frozen.isEmpty { parts.append("frozen: " + transfer.frozen.joined(separator: ", ")) }
    if !transfer.rates.isEmpty {
      let rates = transfer.rates.sorted { $0.key < $1.key }.map { "\($0.key) × \($0.value)" }
      parts.append("rates: " + rates.joined(separator: ", "))
    }
    return parts.joined(separator: "; ")
  }

  /// What stands beside the progress bar.
  func detail(_ running: Evaluation) -> String {
    "loss \(NumberText.decimal(running.loss, places: 3)), \(percent(running.top1Accuracy))"
  }

  func finished(epoch record: EpochRecord) {
    if isJSON { return write(record.json) }
    tell(
      "epoch \(record.epoch)/\(configuration.epochs): training loss \(NumberText.decimal(record.training.loss, places: 4))"
        + " (\(percent(record.training.top1Accuracy))), test loss \(NumberText.decimal(record.test.loss, places: 4)), "
        + "top-1 \(percent(record.test.top1Accuracy)), top-5 \(percent(record.test.top5Accuracy)), "
        + NumberText.duration(seconds: record.seconds))
  }

  func interrupted(_ folder: RunFolder) {
    if isJSON {
      return write(
        .object([.init("event", "interrupted"), .init("checkpoint", .string(folder.checkpointPath))]))
    }
    say("interrupted; saved to \(folder.checkpointPath); go on with: alexnet train --resume \(folder.path)")
  }

  func finished(_ trainer: Trainer<Float>, folder: RunFolder, seconds: Double) throws {
    let digest = Checkpoint.digest(trainer.network)
    guard let last = trainer.position.history.last else { return }
    if isJSON {
      return write(
        .object([
          .init("event", "finished"), .init("epochs", .integer(last.epoch)), .init("test", last.test.json),
          .init("seconds", .number(seconds)), .init("weights", .string(folder.weightsPath)),
          .init("digest", .string(digest)),
          .init("leftOut", .array(trainer.failures.map { .string($0.problem) })),
        ]))
    }
    tell("")
    say(
      "test: \(percent(last.test.top1Accuracy)) top-1, \(percent(last.test.top5Accuracy)) top-5, "
        + "loss \(NumberText.decimal(last.test.loss, places: 4)), after \(last.epoch) epochs in "
        + NumberText.duration(seconds: seconds))
    try examples(trainer)
    list(trainer.failures)
    say("")
    say("weights  \(folder.weightsPath)")
    say("curves   \(folder.path)/curves.svg")
    say("digest   \(digest)")
  }

  /// Where the time of steps went.
  func finished(_ profile: StepProfile, path: String) {
    if isJSON {
      return write(
        .object([
          .init("event", "profile"), .init("steps", .integer(profile.steps)),
          .init("seconds", .number(profile.stepSeconds)), .init("trace", .string(path)),
        ]))
    }
    say("")
    say(ProfileTable.text(profile))
    say("trace    \(path)")
  }

  /// The first few test images, what they are and what the network says.
  private func examples(_ trainer: Trainer<Float>) throws {
    let images = trainer.data.validation
    var table = TextTable(columns: [
      "image": .right, "is": .left, "classified as": .left, "probability": .right, "": .left,
    ])
    let classes = images.classes
    for (index, row) in try trainer.predictions(0..<min(8, images.count)) {
      guard let best = row.indices.max(by: { row[$0] < row[$1] }) else { continue }
      let label = images.label(at: index)
      table.addRow([
        .integer(index), .text(classes[label].name),
        .text(best < classes.count ? classes[best].name : "class \(best)"),
        .text(percent(Double(row[best]))), .text(best == label ? "✓" : "✗"),
      ])
    }
    say("")
    say(String(table.description.dropLast()))
  }

  /// The images that were left out, by name.
  private func list(_ failures: [ImageFailure]) {
    guard !failures.isEmpty else { return }
    say("")
    say("\(NumberText.grouped(failures.count)) images were left out:")
    for failure in failures.prefix(Self.listedFailures) { say("  " + failure.problem) }
    if failures.count > Self.listedFailures {
      say("  and \(NumberText.grouped(failures.count - Self.listedFailures)) more; --json lists them all")
    }
  }

  private static let listedFailures = 20

  private func percent(_ fraction: Double) -> String { NumberText.decimal(100 * fraction, places: 2) + " %" }

  /// Writes what happens meanwhile.
  private func tell(_ line: String) {
    if !isQuiet { say(line) }
  }

  /// Writes a result.
  private func say(_ line: String) {
    if !isJSON { Terminal.write(line + "\n", to: .standardOutput) }
  }

  private func write(_ value: JSONValue) { Terminal.write(value.description + "\n", to: .standardOutput) }
}
