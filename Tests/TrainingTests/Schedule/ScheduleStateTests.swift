import Foundation
import Networks
import Testing
import Training

struct ScheduleStateTests {
  /// Factors at steps of a run of 10 epochs of 4 steps.
  private func factors(_ schedule: RateSchedule, _ steps: [Int]) -> [Double] {
    steps.map { schedule.factor(step: $0, stepsPerEpoch: 4, epochs: 10, state: ScheduleState()) }
  }

  @Test func `a constant schedule leaves the rate`() {
    #expect(factors(.constant, [0, 39, 1000]) == [1, 1, 1])
  }

  @Test func `steps multiply after every so many epochs`() {
    // Epochs 0–2, 3–5, 6–8 and 9 of four steps each.
    let schedule = RateSchedule.step(epochs: 3, factor: 0.5)
    #expect(factors(schedule, [0, 11, 12, 23, 24, 35, 36, 39]) == [1, 1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125])
  }

  @Test func `several steps multiply after the given epochs`() {
    let schedule = RateSchedule.multiStep(epochs: [2, 5, 5], factor: 0.5)
    #expect(factors(schedule, [0, 7, 8, 19, 20, 39]) == [1, 1, 0.5, 0.5, 0.125, 0.125])
  }

  @Test func `a polynomial falls from 1 to 0 over the run`() {
    #expect(factors(.polynomial(power: 2), [0, 10, 20, 30, 40, 50]) == [1, 0.5625, 0.25, 0.0625, 0, 0])
    #expect(factors(.polynomial(power: 1), [1, 39]) == [0.975, 1 - 0.975])
  }

  @Test func `an exponential takes equal ratios from 1 to its final value`() {
    let schedule = RateSchedule.exponential(final: 0.0625, steps: 5)
    // Five parts of eight steps.
    let expected: [Double] = [1, 1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.0625, 0.0625, 0.0625]
    for (factor, value) in zip(factors(schedule, [0, 7, 8, 15, 16, 23, 24, 31, 32, 39, 40]), expected) {
      #expect(abs(factor - value) <= 4 * value.ulp)
    }
    #expect(factors(.exponential(final: 0.1, steps: 1), [0, 39]) == [1, 1])
  }

  @Test func `a warm-up rises to the rate and then follows the schedule`() {
    #expect(
      factors(.warmUp(steps: 4, then: .step(epochs: 1, factor: 0.5)), [0, 1, 2, 3, 4, 7, 8])
        == [0.25, 0.5, 0.75, 1, 0.5, 0.5, 0.25])
    // Longer than an epoch.
    #expect(factors(.warmUp(steps: 8, then: .step(epochs: 1, factor: 0.5)), [3, 4, 7]) == [0.5, 0.3125, 0.5])
  }

  @Test func `a plateau lowers the rate when the error has not improved for its patience`() {
    let schedule = RateSchedule.plateau(patience: 2, factor: 0.5, drops: 2)
    var state = ScheduleState()
    var seen: [Double] = []
    for error in [0.9, 0.8, 0.8, 0.85, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7] {
      state.record(validationError: error, schedule: schedule)
      seen.append(schedule.factor(step: 0, stepsPerEpoch: 1, epochs: 10, state: state))
    }
    // Twice no improvement after 0.8, twice after 0.7, and no third drop.
    #expect(seen == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25])
    #expect(state.drops == 2)
    #expect(state.bestError == 0.7)
  }

  @Test func `a plateau behind a warm-up is waited for, too`() {
    let schedule = RateSchedule.warmUp(steps: 1, then: .plateau(patience: 1, factor: 0.1, drops: 1))
    var state = ScheduleState()
    for _ in 0..<2 { state.record(validationError: 0.5, schedule: schedule) }
    #expect(state.drops == 1)
    #expect(schedule.factor(step: 1, stepsPerEpoch: 1, epochs: 9, state: state) == 0.1)
  }

  @Test func `other schedules never drop`() {
    var state = ScheduleState()
    for _ in 0..<9 { state.record(validationError: 0.5, schedule: .step(epochs: 1, factor: 0.1)) }
    #expect(state.drops == 0)
    #expect(state.epochsWithoutImprovement == 8)
  }

  // A test set without images has no error rate.
  @Test func `an error that is no number is no improvement`() {
    var state = ScheduleState()
    state.record(validationError: .nan, schedule: .constant)
    #expect(state.bestError == .infinity)
    #expect(state.epochsWithoutImprovement == 1)
  }
}
