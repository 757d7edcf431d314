/// How a network is trained: the optimizer's form and constants, batch, length and schedule.
public struct TrainingRecipe: Hashable, Sendable {
  /// The form of momentum SGD.
  public enum OptimizerForm: String, Hashable, Sendable, CaseIterable {
    /// `v ← μv − ε(g + λw)`, `w ← w + v`: the paper's section 5, and Caffe. The rate is inside the velocity.
    case paper
    /// `b ← μb + g + λw`, `w ← w − εb`: PyTorch. A change of rate acts on the whole velocity at once.
    case pytorch
  }

  /// Images of an optimizer step.
  public var batch: Int
  /// Passes over the training set.
  public var epochs: Int
  /// Initial learning rate (ε).
  public var learningRate: Double
  /// Momentum (μ).
  public var momentum: Double
  /// Weight decay (λ) of parameters whose policy names none.
  public var weightDecay: Double
  /// The form of momentum SGD.
  public var form: OptimizerForm
  /// How the rate changes.
  public var schedule: RateSchedule
  /// Random changes of training images.
  public var augmentation: AugmentationRecipe

  /// A recipe with every part named; see the properties.
  public init(
    batch: Int, epochs: Int, learningRate: Double, momentum: Double, weightDecay: Double,
    form: OptimizerForm = .paper, schedule: RateSchedule, augmentation: AugmentationRecipe = .none
  ) {
    self.batch = batch
    self.epochs = epochs
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.form = form
    self.schedule = schedule
    self.augmentation = augmentation
  }
}
