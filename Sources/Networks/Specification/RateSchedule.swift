/// How the learning rate changes over a run.
public enum RateSchedule: Hashable, Sendable {
  /// Always the initial rate.
  case constant
  /// Multiplied by `factor` after every `epochs` epochs (÷10 every 30: `step(epochs: 30, factor: 0.1)`).
  case step(epochs: Int, factor: Double)
  /// Multiplied by `factor` after each of the given epochs.
  case multiStep(epochs: [Int], factor: Double)
  /// Multiplied by `factor` when the validation error has not improved for `patience` epochs, at most `drops` times
  /// (the paper's section 5: ÷10 by hand, three times).
  case plateau(patience: Int, factor: Double, drops: Int)
  /// `(1 − progress)^power` of the initial rate, progress from 0 to 1 over the run, changing each step (darknet: power 4).
  case polynomial(power: Double)
  /// Falls from the initial rate to `final` times it in `steps` equal ratios over the run (cuda-convnet2's dexp).
  case exponential(final: Double, steps: Int)
  /// Rises linearly from 1/steps of the rate during the first `steps` optimizer steps, then follows `then`.
  indirect case warmUp(steps: Int, then: RateSchedule)
}
