import Networks

/// Steps of momentum SGD on a network, with everything given: images, their order, masks, rates.
public struct TrainingProblem: Sendable {
  /// The layers with their policies, and the recipe's form, momentum and decay.
  public let specification: NetworkSpecification
  /// The rate of each step, before a policy's factor.
  public let rates: [Double]
  /// Images of a step.
  public let batch: Int
  /// The seed that masks are drawn from; step i draws those of step `firstStep` + i.
  public let seed: UInt64
  /// The step of the first masks.
  public let firstStep: Int

  init(
    specification: NetworkSpecification, rates: [Double], batch: Int, seed: UInt64, firstStep: Int
  ) {
    self.specification = specification
    self.rates = rates
    self.batch = batch
    self.seed = seed
    self.firstStep = firstStep
  }

  init(_ p: CaseValues) throws(GoldenError) {
    specification = try NetworkSpecification.read(p)
    rates = try p.numbers("rates", count: try p.integer("steps", in: 1...10_000))
    batch = try p.integer("batch", in: 1...4096)
    let pass = try p.group("pass")
    seed = UInt64(try pass.integer("seed", in: 0...1 << 53))
    firstStep = try pass.has("firstStep") ? pass.integer("firstStep", in: 0...1 << 32) : 0
  }
}
