import Datasets
import Networks

/// Everything that decides the outcome of a run, saved with it: with the same data, the same configuration gives the same
/// bits.
public struct TrainingConfiguration: Hashable, Sendable, Codable {
  /// The preset's name.
  public var network: String
  /// Folder of the data.
  public var data: String
  /// Seed of initial weights, data order, dropout and augmentation.
  public var seed: UInt64
  /// Images of an optimizer step.
  public var batch: Int
  /// Images that pass through the network at once; the gradient of a batch is gathered from its parts, bit for bit.
  public var microBatch: Int
  /// Passes over the training set.
  public var epochs: Int
  /// Initial learning rate.
  public var learningRate: Double
  /// Momentum.
  public var momentum: Double
  /// Weight decay of parameters whose policy names none.
  public var weightDecay: Double
  /// The optimizer's form: "paper" or "pytorch".
  public var optimizer: String
  /// The schedule's text.
  public var schedule: String
  /// Optimizer steps of linear warm-up.
  public var warmUp: Int
  /// What parameters begin with: "preset", or "he".
  public var initialization: String
  /// Random changes of training images.
  public var augmentation: AugmentationPolicy
  /// The fraction of images that is held out for validation where the data has none.
  public var heldOut: Double
  /// What happens when an image cannot be read.
  public var badImages: LoadingOptions.BadImages
  /// Whether JPEG files may be decoded at a part of their size.
  public var scalesInDecoder: Bool
  /// What the run takes over from another network, and which layers it trains how; nil for all of them from random weights.
  public var transfer: TransferConfiguration?
  /// Which of the data's images the run uses; nil for all.
  public var selection: ImageSelection?

  /// The configuration that a specification's recipe describes.
  public init(_ specification: NetworkSpecification, data: String, seed: UInt64) {
    let recipe = specification.recipe
    network = specification.name
    self.data = data
    self.seed = seed
    batch = recipe.batch
    microBatch = recipe.batch
    epochs = recipe.epochs
    learningRate = recipe.learningRate
    momentum = recipe.momentum
    weightDecay = recipe.weightDecay
    optimizer = recipe.form.rawValue
    schedule = recipe.schedule.text
    if case .warmUp(let steps, _) = recipe.schedule { warmUp = steps } else { warmUp = 0 }
    initialization = InitialValues.preset.rawValue
    augmentation = AugmentationPolicy(recipe.augmentation)
    heldOut = 0.1
    badImages = .fail
    scalesInDecoder = false
  }

  /// What parameters may begin with.
  public enum InitialValues: String, Sendable, CaseIterable {
    /// What the preset says.
    case preset
    /// Weights after He et al. (2015), biases zero.
    case he
  }

  /// A network with the configuration's initial values and recipe.
  ///
  /// - Throws: `TrainingError.configuration`.
  func applied(to specification: NetworkSpecification) throws(TrainingError) -> NetworkSpecification {
    var network = specification
    if initialization == InitialValues.he.rawValue {
      network = network.initialized(Initialization(weights: .heNormal, biases: .constant(0)))
    }
    network.recipe = try recipe()
    return try transfer?.applied(to: network) ?? network
  }

  /// The recipe that the configuration describes.
  ///
  /// - Throws: `TrainingError.configuration` if a text in it is not understood, or a number makes no sense.
  public func recipe() throws(TrainingError) -> TrainingRecipe {
    guard let form = TrainingRecipe.OptimizerForm(rawValue: optimizer) else {
      throw .configuration("there is no optimizer '\(optimizer)'; there are paper and pytorch")
    }
    guard InitialValues(rawValue: initialization) != nil else {
      throw .configuration("there is no initialization '\(initialization)'; there are preset and he")
    }
    let parsed: RateSchedule
    do throws(RateSchedule.ParseError) {
      parsed = try RateSchedule(parsing: schedule)
    } catch {
      throw .configuration(error.description)
    }
    // Limits far beyond sense: a configuration may come from a file.
    try Self.check(batch, in: 1...65536, "batch")
    try Self.check(microBatch, in: 1...65536, "micro-batch")
    try Self.check(epochs, in: 1...100_000, "epochs")
    try Self.check(warmUp, in: 0...(1 << 30), "warm-up")
    try Self.check(augmentation.shift, in: 0...1024, "shift")
    try Self.check(heldOut, in: 0...1.0.nextDown, "held-out fraction")
    try Self.check(learningRate, in: 0...Double.greatestFiniteMagnitude, "learning rate")
    try Self.check(momentum, in: 0...1.0.nextDown, "momentum")
    try Self.check(weightDecay, in: 0...Double.greatestFiniteMagnitude, "weight decay")
    return TrainingRecipe(
      batch: batch, epochs: epochs, learningRate: learningRate, momentum: momentum, weightDecay: weightDecay,
      form: form, schedule: warmUp > 0 ? .warmUp(steps: warmUp, then: parsed) : parsed, augmentation: .none)
  }

  private static func check<Value: Comparable>(
    _ value: Value, in range: ClosedRange<Value>, _ name: String
  ) throws(TrainingError) {
    guard range.contains(value) else {
      throw .configuration("the \(name) is \(value); it must be from \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
