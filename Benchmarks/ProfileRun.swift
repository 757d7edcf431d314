import CommandLineSupport
import Networks
import Tensors
import Training

/// Where the time of a network's training steps, or of its forward passes, goes, by layer and phase.
struct ProfileRun {
  /// Training, or forward passes alone.
  let purpose: MemoryPlan.Purpose
  /// Images that are at least watched, in three steps or more, after one step that is not.
  private let images = 100

  /// Makes the steps and prints the table.
  ///
  /// - Parameter tracePath: where to write the trace, if anywhere.
  func run(_ preset: NetworkSpecification, batch: Int, tracePath: String?) throws {
    let exercise = try NetworkExercise(preset, batch: batch, purpose: purpose)
    let step = purpose == .training ? exercise.step : exercise.forward
    try step()
    let profile = StepProfile(exercise.network.plan)
    exercise.network.profile = profile
    for _ in 0..<max(3, images / batch) { try profile.step(step) }
    Terminal.write(
      "\(preset.name), batch \(batch), \(Parallel.threads) threads: " + ProfileTable.text(profile), to: .standardOutput)
    if let tracePath { try profile.writeTrace(path: tracePath) }
  }
}
