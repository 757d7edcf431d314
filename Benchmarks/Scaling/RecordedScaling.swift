import CommandLineSupport
import Networks

/// The model of a training step from a recorded run in place of measurements: peak, bandwidth, e and m from its rows of
/// single layers, checked against its rows of whole steps, which the model has not seen.
struct RecordedScaling {
  /// Seconds for each further thread in a region, which records do not hold.
  let waitPerThread = 2e-6
  let recording: Recording
  /// All benchmarks: what the work of recorded rows is.
  let benchmarks: [Benchmark]

  /// Prints the model's error at the record's number of threads, and its predictions.
  ///
  /// - Throws: `RecordingError` if the record holds no machine, or no rows of layers.
  func run(_ preset: NetworkSpecification, batch: Int) throws {
    let plan = try NetworkPlan(preset)
    guard let machine = recording.machine else {
      throw RecordingError(path: recording.path, problem: .noMachine)
    }
    let threads = Double(machine.threads)
    var model = ScalingModel(
      peak: machine.peakGFLOPS / threads * 1e9, coreBandwidth: machine.bandwidthGBS / threads * 1e9,
      bandwidth: machine.bandwidthGBS * 1e9, waitPerThread: waitPerThread)
    let roofline = model
    model.productEfficiency = try efficiency(of: ["convolution/", "gemm/float/"])
    model.memoryEfficiency = try efficiency(of: ["normalization/", "pooling/", "elementwise/", "optimizer/velocity"])

    say(
      "\(machine.processor), \(machine.threads) threads: e = \(NumberText.decimal(model.productEfficiency, places: 2)), "
        + "m = \(NumberText.decimal(model.memoryEfficiency, places: 2)) from the rows of single layers; "
        + "a region is taken to cost \(NumberText.rate(waitPerThread * 1e6)) µs for each further thread\n")
    var table = TextTable(columns: [
      "row": .left, "recorded": .right, "roofline": .right, "error": .right, "with e and m": .right, "error ": .right,
    ])
    for size in [32, 128] {
      let name = "step/\(preset.name)/batch\(size)"
      guard let row = recording.row(name), let fraction = row.fractionOfPeak, fraction > 0 else { continue }
      func cells(_ model: ScalingModel) -> [TextTable.Cell] {
        var model = model
        // The peak of the moment at which the row was measured.
        model.peak = row.value * plan.stepOperations / fraction / threads
        let rate = Double(size) / model.time(StepWork(plan, batch: size), cores: machine.threads).total
        return [.text(NumberText.rate(rate)), ScalingReport.percent(row.value / rate - 1)]
      }
      table.addRow([.text(name), .text(NumberText.rate(row.value))] + cells(roofline) + cells(model))
    }
    say(table.description + "images/s; the error is that of the step's time\n")
    say(ScalingReport.predictions(model, plan, batch: batch))
  }

  /// The part of the limit that rows reach together, each as heavy as its work for an image.
  private func efficiency(of groups: [String]) throws -> Double {
    var (work, time) = (0.0, 0.0)
    for benchmark in benchmarks where groups.contains(where: benchmark.name.hasPrefix) {
      let batch = benchmark.name.contains("batch32") ? 32.0 : 128
      let isLayer = benchmark.name.contains("batch") || benchmark.name.contains("fc")
      let isNeeded = !benchmark.name.hasSuffix("batch1") && benchmark.name != "convolution/conv1/input-gradient/batch32"
      guard isLayer, isNeeded, let fraction = recording.row(benchmark.name)?.fractionOfPeak, fraction > 0 else {
        continue
      }
      switch benchmark.work {
      case .float(let amount), .memory(let amount):
        work += amount / batch
        time += amount / batch / fraction
      default: break
      }
    }
    guard time > 0 else { throw RecordingError(path: recording.path, problem: .noLayers) }
    return work / time
  }

  private func say(_ line: String) { Terminal.write(line + "\n", to: .standardOutput) }
}
