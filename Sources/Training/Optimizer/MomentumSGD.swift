import Kernels
import Networks
import Tensors

/// Stochastic gradient descent with momentum and weight decay, in the paper's or in PyTorch's form.
///
/// Paper (section 5), and Caffe: `v ← μv − ε(g + λw)`, `w ← w + v`. PyTorch: `b ← μb + g + λw`, `w ← w − εb`. At a constant
/// rate they are the same; when ε falls, PyTorch's shrinks what has gathered in b at once.
///
/// Rate and decay of a parameter are the step's and the recipe's, changed by the layer's policy; one whose policy says that
/// it is not trained stays as it is.
public final class MomentumSGD<Scalar: KernelScalar> {
  /// The form.
  public let form: TrainingRecipe.OptimizerForm
  /// μ.
  public let momentum: Double
  /// λ of parameters whose policy names none.
  public let weightDecay: Double
  private let plan: NetworkPlan
  private let state: AlignedStorage<Scalar>

  /// An optimizer at rest for a network's parameters.
  public init(_ plan: NetworkPlan, recipe: TrainingRecipe) {
    self.plan = plan
    form = recipe.form
    momentum = recipe.momentum
    weightDecay = recipe.weightDecay
    state = AlignedStorage(count: plan.stateMemory)
  }

  /// v (or b) of number `index` of the plan's parameters.
  ///
  /// - Precondition: the parameter's layer is not frozen.
  public func velocity(_ index: Int) -> MutableTensorView<Scalar> {
    let parameter = plan.parameters[index]
    guard let offset = parameter.stateOffset else {
      preconditionFailure("\(parameter.name) is frozen and has no velocity")
    }
    return MutableTensorView(base: state.base + offset, shape: parameter.shape)
  }

  /// Changes the network's parameters by its gradients.
  ///
  /// - Parameter rate: ε of this step.
  public func step(_ network: Network<Scalar>, rate: Double) {
    Parallel.withTeam {
      for (index, parameter) in plan.parameters.enumerated()
      where parameter.policy.isTrained && parameter.gradientOffset != nil {
        let update = self.update(network, rate: rate, parameter: index)
        let gradient = network.gradient(index)
        network.profile.measure(.optimizer, layer: parameter.layer) {
          Parallel.forEachRange(parameter.shape.count, grain: 4096) { range in
            update(range.lowerBound, range.count, gradient.base + range.lowerBound)
          }
        }
      }
    }
  }

  /// Backward from the last training pass, and the step, in one: fully connected weights whose gradients the network does not
  /// keep are changed block by block as these are computed. The weights get the bits of `backward` and `step`.
  ///
  /// - Parameters:
  ///   - network: after a training pass and `evaluate` with the same labels.
  ///   - labels: the class of each image of the pass.
  ///   - scale: what an image's loss is multiplied by: one over the batch for a mean.
  ///   - rate: ε of this step.
  /// - Throws: `NetworkError` if a label is not a class; nothing is changed then.
  public func backwardAndStep(
    _ network: Network<Scalar>, labels: some RandomAccessCollection<some FixedWidthInteger>, scale: Double, rate: Double
  ) throws(NetworkError) {
    let updates = plan.parameters.indices.map { index in
      plan.parameters[index].policy.isTrained && plan.parameters[index].stateOffset != nil
        ? update(network, rate: rate, parameter: index) : nil
    }
    try network.backward(labels: labels, scale: scale) { index, first, count, gradient in
      updates[index]?(first, count, gradient)
    }
    step(network, rate: rate)
  }

  /// The change of some elements of a parameter: from the first, how many, by their gradients.
  private func update(
    _ network: Network<Scalar>, rate: Double, parameter index: Int
  ) -> (Int, Int, UnsafePointer<Scalar>) -> Void {
    let parameter = plan.parameters[index]
    let rate = Scalar(rate * parameter.policy.rateFactor)
    let decay = Scalar(parameter.policy.decay ?? weightDecay)
    let momentum = Scalar(momentum)
    let (weights, velocity) = (network.parameter(index), velocity(index))
    let kernel = form == .paper ? Scalar.kernels.velocityStep : Scalar.kernels.bufferStep
    return { first, count, gradient in
      kernel(count, rate, momentum, decay, gradient, velocity.base + first, weights.base + first)
    }
  }
}
