import Networks
import Tensors

/// Where a run stands, as far as a schedule needs to know; saved in checkpoints.
public struct ScheduleState: Hashable, Sendable, Codable {
  /// Lowest validation error so far.
  public private(set) var bestError = Double.infinity
  /// Epochs since the lowest error, or since the rate was last lowered.
  public private(set) var epochsWithoutImprovement = 0
  /// How often a plateau lowered the rate.
  public private(set) var drops = 0

  /// The state before the first epoch.
  public init() {}

  /// Takes note of an epoch's validation error, for schedules that wait for a plateau.
  public mutating func record(validationError: Double, schedule: RateSchedule) {
    if validationError < bestError {
      bestError = validationError
      epochsWithoutImprovement = 0
    } else {
      epochsWithoutImprovement += 1
    }
    if case .plateau(let patience, _, let limit) = schedule.base, epochsWithoutImprovement >= patience, drops < limit {
      drops += 1
      epochsWithoutImprovement = 0
    }
  }
}

extension RateSchedule {
  /// The schedule after a warm-up, or itself.
  var base: RateSchedule {
    if case .warmUp(_, let then) = self { return then.base }
    return self
  }

  /// What the initial rate is multiplied by at a step.
  ///
  /// - Parameters:
  ///   - step: optimizer steps done.
  ///   - stepsPerEpoch: optimizer steps of an epoch.
  ///   - epochs: epochs of the run.
  ///   - state: what earlier epochs showed.
  public func factor(step: Int, stepsPerEpoch: Int, epochs: Int, state: ScheduleState) -> Double {
    let epoch = step / stepsPerEpoch
    let total = stepsPerEpoch * epochs
    switch self {
    case .constant: return 1
    case .step(let length, let factor): return Self.power(factor, epoch / max(1, length))
    case .multiStep(let epochs, let factor): return Self.power(factor, epochs.count { $0 <= epoch })
    case .plateau(_, let factor, _): return Self.power(factor, state.drops)
    case .polynomial(let power): return Elementary.power(1 - min(1, Double(step) / Double(max(1, total))), power)
    case .exponential(let final, let steps):
      // Step i of n runs at final^(i / (n − 1)): the first at the initial rate, the last at the final one.
      let index = min(steps - 1, step * steps / max(1, total))
      return steps > 1 ? Elementary.power(final, Double(index) / Double(steps - 1)) : 1
    case .warmUp(let steps, let then):
      let factor = then.factor(step: step, stepsPerEpoch: stepsPerEpoch, epochs: epochs, state: state)
      return step < steps ? factor * Double(step + 1) / Double(steps) : factor
    }
  }

  /// `factor` multiplied `count` times: the same bits everywhere, which a C library's `pow` does not promise.
  private static func power(_ factor: Double, _ count: Int) -> Double {
    (0..<count).reduce(1) { product, _ in product * factor }
  }
}
