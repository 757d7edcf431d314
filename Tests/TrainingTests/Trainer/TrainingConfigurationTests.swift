import Foundation
import Networks
import Testing
import Training

struct TrainingConfigurationTests {
  @Test(arguments: [
    RateSchedule.constant, .multiStep(epochs: [1, 3], factor: 0.1), .warmUp(steps: 9, then: .polynomial(power: 4)),
  ])
  func `a configuration describes the recipe that it came from`(_ schedule: RateSchedule) throws {
    let specification = TinyRun.specification(schedule: schedule)
    #expect(try TinyRun.configuration(specification).recipe() == specification.recipe)
  }

  @Test func `a configuration survives JSON`() throws {
    let configuration = TinyRun.configuration(TinyRun.specification(schedule: .warmUp(steps: 2, then: .constant)))
    let data = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(TrainingConfiguration.self, from: data) == configuration)
  }

  static let nonsense: [@Sendable (inout TrainingConfiguration) -> Void] = [
    { $0.batch = 0 }, { $0.batch = .max }, { $0.microBatch = -1 }, { $0.microBatch = .max }, { $0.epochs = 0 },
    { $0.epochs = .max }, { $0.warmUp = -1 }, { $0.warmUp = .max }, { $0.learningRate = .nan },
    { $0.learningRate = -1 }, { $0.learningRate = .infinity }, { $0.momentum = 1 }, { $0.momentum = -0.1 },
    { $0.weightDecay = .infinity }, { $0.weightDecay = -1 }, { $0.augmentation.shift = -1 },
    { $0.augmentation.shift = .max }, { $0.optimizer = "adam" }, { $0.schedule = "sometimes" },
    { $0.initialization = "ones" }, { $0.heldOut = 1 }, { $0.heldOut = .nan },
  ]

  @Test(arguments: nonsense.indices)
  func `numbers and names that make no sense are refused`(_ index: Int) throws {
    var configuration = TinyRun.configuration()
    Self.nonsense[index](&configuration)
    let error = #expect(throws: TrainingError.self) { _ = try configuration.recipe() }
    guard case .configuration(let problem) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!problem.isEmpty)
    #expect(throws: TrainingError.configuration(problem)) {
      _ = try TinyRun.trainer(TinyRun.specification(), configuration)
    }
  }
}
