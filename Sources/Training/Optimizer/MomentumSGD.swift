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
    state = AlignedStorage(count: plan.gradientMemory)
  }

  /// v (or b) of number `index` of the plan's parameters.
  ///
  /// - Precondition: the parameter's layer is not frozen.
  public func velocity(_ index: Int) -> MutableTensorView<Scalar> {
    let parameter = plan.parameters[index]
    guard let offset = parameter.gradientOffset else {
      preconditionFailure("\(parameter.name) is frozen and has no velocity")
    }
    return MutableTensorView(base: state.base + offset, shape: parameter.shape)
  }

  /// Changes the network's parameters by its gradients.
  ///
  /// - Parameter rate: ε of this step.
  public func step(_ network: Network<Scalar>, rate: Double) {
    let kernels = Scalar.kernels
    Parallel.withTeam {
      for (index, parameter) in plan.parameters.enumerated() where parameter.policy.isTrained {
        let rate = Scalar(rate * parameter.policy.rateFactor)
        let decay = Scalar(parameter.policy.decay ?? weightDecay)
        let momentum = Scalar(momentum)
        let (weights, gradient, velocity) = (network.parameter(index), network.gradient(index), velocity(index))
        let update = form == .paper ? kernels.velocityStep : kernels.bufferStep
        network.profile.measure(.optimizer, layer: parameter.layer) {
          Parallel.forEachRange(parameter.shape.count, grain: 4096) { range in
            let first = range.lowerBound
            update(
              range.count, rate, momentum, decay, gradient.base + first, velocity.base + first, weights.base + first)
          }
        }
      }
    }
  }
}
