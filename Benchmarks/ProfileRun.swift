import CommandLineSupport
import Networks
import Tensors
import Training

/// Where the time of a network's training steps goes, by layer and phase.
struct ProfileRun {
  /// Steps that are watched, after one that is not.
  let steps = 3

  /// Makes the steps and prints the table.
  ///
  /// - Parameter tracePath: where to write the trace, if anywhere.
  func run(_ preset: NetworkSpecification, batch: Int, tracePath: String?) throws {
    let exercise = try NetworkExercise(preset, batch: batch, purpose: .training)
    try exercise.step()
    let profile = StepProfile(exercise.network.plan)
    exercise.network.profile = profile
    for _ in 0..<steps { try profile.step(exercise.step) }
    Terminal.write(
      "\(preset.name), batch \(batch), \(Parallel.threads) threads: " + ProfileTable.text(profile), to: .standardOutput)
    if let tracePath { try profile.writeTrace(path: tracePath) }
  }
}
