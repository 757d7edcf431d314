import Kernels
import Operations
import Tensors

/// A sequential network that runs: parameters, planned memory, forward and backward passes.
///
/// All memory is taken when the network is made; passes write where the plan says and allocate no tensors. Use a network
/// from one task at a time; operations share their work between threads themselves.
///
///     let network = try Network<Float>(.compact(), capacity: 64, purpose: .training)
///     network.initialize(seed: 1)
///     network.input(count: 64).copy(from: images)
///     try network.forward(count: 64, pass: .training(seed: 1, step: 0, firstImage: 0))
///     let result = try network.evaluate(labels: labels)
///     try network.backward(labels: labels, scale: 1.0 / 64)
public final class Network<Scalar: KernelScalar> {
  /// How layers that behave differently in training behave.
  public enum Pass: Hashable, Sendable {
    /// As in testing: no dropout.
    case testing
    /// As in training: dropout with the masks of an optimizer step. `firstImage` is the place of the first image in the
    /// step's batch, so that a batch in parts draws the masks of the whole.
    case training(seed: UInt64, step: Int, firstImage: Int)
  }

  /// Shapes, parameters and arithmetic.
  public let plan: NetworkPlan
  /// Where activations and gradients lie.
  public let memory: MemoryPlan
  /// Images that a pass can hold.
  public var capacity: Int { memory.capacity }
  /// Is told how long each layer takes; nil, as at first, costs nothing.
  public var profile: StepProfile?

  let parameterStorage: AlignedStorage<Scalar>
  /// Where parameter i begins in that memory; nil for weights that are stored elsewhere alone.
  private let parameterOffsets: [Int?]
  /// Weights that are stored in another form, by parameter. Filters remain beside their packed form, from which they cannot
  /// always be had back.
  let storedWeights: [Int: StoredWeights<Scalar>]
  let gradientStorage: AlignedStorage<Scalar>?
  let arena: AlignedStorage<Scalar>
  let losses: AlignedStorage<Double>

  /// A network with zero parameters.
  ///
  /// - Parameters:
  ///   - specification: layers and conventions.
  ///   - capacity: the most images of a pass.
  ///   - purpose: what memory is planned for.
  ///   - keepsDenseGradients: whether backward leaves the gradients of fully connected weights; where it does not, an optimizer
  ///     changes these weights while backward computes their gradients (`MomentumSGD.backwardAndStep`).
  /// - Throws: `NetworkError` if layers do not fit each other.
  public convenience init(
    _ specification: NetworkSpecification, capacity: Int, purpose: MemoryPlan.Purpose, keepsDenseGradients: Bool = true
  ) throws(NetworkError) {
    precondition(capacity > 0, "a network holds at least one image")
    let plan = try NetworkPlan(specification, keepsDenseGradients: keepsDenseGradients)
    self.init(plan, plan.memory(capacity: capacity, purpose: purpose))
  }

  /// A network with zero parameters in planned memory.
  init(_ plan: NetworkPlan, _ memory: MemoryPlan) {
    self.plan = plan
    self.memory = memory
    parameterStorage = AlignedStorage(count: plan.parameterMemory)
    parameterOffsets = plan.parameters.map(\.offset)
    storedWeights = [:]
    gradientStorage = memory.purpose == .training ? AlignedStorage(count: plan.gradientMemory) : nil
    arena = AlignedStorage(count: memory.arenaCount)
    losses = AlignedStorage(count: memory.capacity)
  }

  /// A network that stores some weights in another form and copies the other parameters.
  init(_ network: Network, storing weights: [Int: StoredWeights<Scalar>]) {
    precondition(network.memory.purpose != .training, "weights that are trained are stored as they are")
    plan = network.plan
    memory = network.memory
    storedWeights = weights
    var offsets: [Int?] = []
    var count = 0
    for (index, parameter) in plan.parameters.enumerated() {
      let stays =
        switch weights[index] {
        case .filter, nil: true
        case .narrow, .matrix: false
        }
      offsets.append(stays ? count : nil)
      if stays { count += (parameter.shape.count + 15) / 16 * 16 }
    }
    parameterOffsets = offsets
    parameterStorage = AlignedStorage(count: count)
    gradientStorage = nil
    arena = AlignedStorage(count: memory.arenaCount)
    losses = AlignedStorage(count: memory.capacity)
    for index in plan.parameters.indices where offsets[index] != nil {
      unpackedParameter(index).copy(from: network.unpackedParameter(index).readable)
    }
  }

  // MARK: Parameters

  /// Number `index` of the plan's parameters, to read and write.
  ///
  /// - Precondition: it is stored neither narrowly nor packed; `exportParameter` reads such weights too.
  public func parameter(_ index: Int) -> MutableTensorView<Scalar> {
    precondition(
      storedWeights[index] == nil, "\(plan.parameters[index].name) is stored in another form and cannot be changed")
    return unpackedParameter(index)
  }

  /// Parameter `index` in the library's order, if it is stored so.
  func unpackedParameter(_ index: Int) -> MutableTensorView<Scalar> {
    guard let offset = parameterOffsets[index] else {
      preconditionFailure("\(plan.parameters[index].name) is stored in another form alone")
    }
    return MutableTensorView(base: parameterStorage.base + offset, shape: plan.parameters[index].shape)
  }

  /// The gradient of number `index` of the plan's parameters.
  ///
  /// - Precondition: the network was made for training and keeps this gradient, and the parameter's layer is not frozen.
  public func gradient(_ index: Int) -> MutableTensorView<Scalar> {
    guard let gradientStorage else { preconditionFailure("a network made for \(memory.purpose) has no gradients") }
    let parameter = plan.parameters[index]
    guard let offset = parameter.gradientOffset else {
      preconditionFailure("\(parameter.name) is frozen, or changed as its gradient is computed: it has no gradient")
    }
    return MutableTensorView(base: gradientStorage.base + offset, shape: parameter.shape)
  }

  /// Draws all parameters as the specification says.
  ///
  /// Element i of parameter p depends on the seed, p and i alone.
  public func initialize(seed: UInt64) {
    for (index, parameter) in plan.parameters.enumerated() {
      guard let initialization = plan.layers[parameter.layer].specification.kind.initialization else { continue }
      let stream = RandomStream(seed: seed, purpose: .initialization, index: index)
      let view = self.parameter(index)
      let bound = 1 / Double(parameter.fanIn).squareRoot()
      let factor: Double
      let isNormal: Bool
      switch (parameter.role, initialization.weights, initialization.biases) {
      case (.biases, _, .constant(let value)):
        view.base.update(repeating: Scalar(value), count: view.count)
        continue
      case (.weights, .normal(let deviation), _): (factor, isNormal) = (deviation, true)
      case (.weights, .heNormal, _): (factor, isNormal) = (Double(2).squareRoot() * bound, true)
      case (.weights, .uniformFanIn, _), (.biases, _, .uniformFanIn): (factor, isNormal) = (bound, false)
      }
      let block = 4096
      Parallel.forEachRange(view.count, grain: block) { range in
        Scratch.with(block, of: Double.self) { memory in
          for first in stride(from: range.lowerBound, to: range.upperBound, by: block) {
            let count = min(block, range.upperBound - first)
            let numbers = UnsafeMutableBufferPointer(start: memory, count: count)
            if isNormal {
              stream.normals(startingAt: first, into: numbers)
            } else {
              stream.uniforms(startingAt: first, into: numbers)
            }
            for i in 0..<count { view.base[first + i] = Scalar(factor * (isNormal ? numbers[i] : 2 * numbers[i] - 1)) }
          }
        }
      }
    }
  }

  // MARK: Values

  /// Where the input of the next pass goes: count,H,W,C. A network whose first layer is trained keeps it through the step.
  public func input(count: Int) -> MutableTensorView<Scalar> {
    MutableTensorView(base: arena.base + memory.values[0], shape: batchShape(plan.inputShape, count))
  }

  /// The logits of the last pass: count × classes.
  public func logits(count: Int) -> TensorView<Scalar> { value(plan.layers.count, count).readable }

  /// The class probabilities of the last `evaluate` or `predict`: count × classes.
  public func probabilities(count: Int) -> TensorView<Scalar> { probabilityView(count).readable }

  /// What layer `index` gave in the last pass.
  ///
  /// - Precondition: the network was made for inspection; otherwise the memory has been used again. A rectifier works in
  ///   place, so the layer before it shows its output.
  public func activation(ofLayer index: Int, count: Int) -> TensorView<Scalar> {
    precondition(memory.purpose == .inspection, "activations are kept by networks made for inspection")
    return value(index + 1, count).readable
  }

  func value(_ index: Int, _ count: Int) -> MutableTensorView<Scalar> { value(index, 0..<count) }

  /// Some images of value `index`; a value of the layers that run slice by slice holds those of one slice alone.
  func value(_ index: Int, _ images: Range<Int>) -> MutableTensorView<Scalar> {
    let shape = index == 0 ? plan.inputShape : plan.layers[index - 1].outputShape
    let first = memory.slicedValues.contains(index) ? 0 : images.lowerBound * shape.count
    return MutableTensorView(base: arena.base + memory.values[index] + first, shape: batchShape(shape, images.count))
  }

  func valueGradient(_ index: Int, _ count: Int) -> MutableTensorView<Scalar>? {
    guard let offset = memory.gradients[index] else { return nil }
    let shape = index == 0 ? plan.inputShape : plan.layers[index - 1].outputShape
    return MutableTensorView(base: arena.base + offset, shape: batchShape(shape, count))
  }

  func mask(_ layer: Int, _ count: Int) -> MutableTensorView<Scalar>? {
    guard let offset = memory.masks[layer] else { return nil }
    return MutableTensorView(base: arena.base + offset, shape: batchShape(plan.layers[layer].outputShape, count))
  }

  func probabilityView(_ count: Int) -> MutableTensorView<Scalar> {
    MutableTensorView(base: arena.base + memory.probabilities, shape: [count, plan.classes])
  }

  func check(count: Int) throws(NetworkError) {
    guard count > 0 && count <= capacity else { throw .tooManyImages(given: count, capacity: capacity) }
  }

  /// The shape of `count` images.
  private func batchShape(_ image: Shape, _ count: Int) -> Shape {
    switch image.rank {
    case 1: [count, image[0]]
    default: [count, image[0], image[1], image[2]]
    }
  }
}

extension LayerSpecification.Kind {
  /// How a layer's parameters begin; nil for layers without.
  var initialization: Initialization? {
    switch self {
    case .convolution(_, let parameters), .locallyConnected(_, let parameters), .fullyConnected(let parameters):
      parameters.initialization
    case .rectifier, .responseNormalization, .maxPooling, .averagePooling, .dropout: nil
    }
  }
}
