import CommandLineSupport
import Kernels
import Networks
import Tensors

/// Measures this machine, checks the model of a training step against it on one and two threads, and predicts others.
struct ScalingRun {
  let probe = LimitProbe()
  /// Steps of a measurement, after one that is not measured.
  let steps = 2

  /// Measures and prints.
  func run(_ preset: NetworkSpecification, batch: Int) throws {
    let exercise = try NetworkExercise(preset, batch: batch, purpose: .training)
    let plan = exercise.network.plan
    let work = StepWork(plan, batch: batch)
    let measured = try [1, 2].map { threads in
      try Parallel.withThreads(threads) {
        let peak = probe.sample(.floatPeak) * 1e9
        let bandwidth = probe.sample(.bandwidth) * 1e9
        try exercise.step()
        let profile = StepProfile(plan)
        exercise.network.profile = profile
        for _ in 0..<steps { try profile.step(exercise.step) }
        exercise.network.profile = nil
        return (peak: (peak + probe.sample(.floatPeak) * 1e9) / 2, bandwidth: bandwidth, profile: profile)
      }
    }
    let (one, two) = (measured[0], measured[1])
    var model = ScalingModel(
      peak: one.peak, coreBandwidth: one.bandwidth, bandwidth: max(one.bandwidth, two.bandwidth),
      waitPerThread: waitPerThread())
    say(
      "\(preset.name), batch \(batch): a step is \(number(work.operations / 1e9)) GFLOP, at least "
        + "\(number(work.bytes / 1e9)) GB and about \(number(work.regions)) parallel regions")
    say(
      "one thread: \(number(one.peak / 1e9)) GFLOP/s, \(number(one.bandwidth / 1e9)) GB/s; two: "
        + "\(number(two.peak / 1e9)) GFLOP/s, \(number(two.bandwidth / 1e9)) GB/s; "
        + "a region costs \(number(model.waitPerThread * 1e6)) µs for each further thread\n")

    // What the machine did on two threads is what it can do then, whatever one thread did.
    var table = TextTable(columns: [
      "threads": .right, "measured": .right, "roofline": .right, "error": .right, "with e and m": .right,
      "error ": .right,
    ])
    let seconds = measured.map { $0.profile.stepSeconds / Double($0.profile.steps) }
    let roofline = model
    calibrate(&model, work, plan, one.profile)
    for (index, threads) in [1, 2].enumerated() {
      func cells(_ model: ScalingModel) -> [TextTable.Cell] {
        var model = model
        model.peak = measured[index].peak / Double(threads)
        let time = model.time(work, cores: threads).total
        let error = NumberText.decimal(100 * (time / seconds[index] - 1), places: 0)
        return [.text(rate(batch, time)), .text(error + " %")]
      }
      table.addRow([.integer(threads), .text(rate(batch, seconds[index]))] + cells(roofline) + cells(model))
    }
    say(table.description)
    say(
      "images a second; e = \(NumberText.decimal(model.productEfficiency, places: 2)), m = "
        + "\(NumberText.decimal(model.memoryEfficiency, places: 2)) from the profile on one thread; two threads are "
        + "\(NumberText.decimal(seconds[0] / seconds[1], places: 2)) × one, and their peak "
        + "\(NumberText.decimal(two.peak / one.peak, places: 2)) ×\n")
    model.peak = two.peak / 2
    say(ScalingReport.predictions(model, plan, batch: batch))
  }

  /// Takes e and m from what products and all other parts took on one thread.
  private func calibrate(_ model: inout ScalingModel, _ work: StepWork, _ plan: NetworkPlan, _ profile: StepProfile) {
    let products = Set<StepProfile.Phase>([.forward, .inputGradient, .filterGradient])
    var (computing, whole) = (0.0, profile.stepSeconds)
    for (layer, description) in plan.layers.enumerated() where description.parameters != nil {
      for phase in products { computing += profile.seconds(phase, layer: layer) }
    }
    whole -= computing
    let steps = Double(profile.steps)
    model.productEfficiency = work.operations / model.peak / (computing / steps)
    let bytes = work.parts.reduce(0) { $0 + ($1.operations == 0 ? $1.bytes : 0) }
    model.memoryEfficiency = bytes / model.coreBandwidth / (whole / steps)
  }

  /// Seconds by which a region of two threads is longer than each thread's task.
  private func waitPerThread() -> Double {
    let kernels = Float.kernels
    // Within a team, as in a pass.
    func median(_ threads: Int) -> Double {
      Parallel.withThreads(threads) {
        Parallel.withTeam {
          (0..<401).map { _ in
            Stopwatch.seconds { Parallel.forEach(threads) { _ in _ = kernels.peak(1 << 11, 0.5) } }
          }.sorted()[200]
        }
      }
    }
    _ = median(2)
    return max(0, median(2) - median(1))
  }

  private func rate(_ batch: Int, _ seconds: Double) -> String { number(Double(batch) / seconds) }

  private func number(_ value: Double) -> String { NumberText.rate(value) }

  private func say(_ line: String) { Terminal.write(line + "\n", to: .standardOutput) }
}
