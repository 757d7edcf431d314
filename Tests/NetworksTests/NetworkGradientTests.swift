import Kernels
import Networks
import Operations
import Tensors
import Testing

struct NetworkGradientTests {
  /// Expects right gradients of all parameters, and at most one element in fifty at a kink.
  private func expectRight(_ report: NetworkGradientCheck.Report, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(report.failures.isEmpty, sourceLocation: sourceLocation)
    #expect(report.compared > 0, sourceLocation: sourceLocation)
    #expect(
      50 * report.excluded <= report.compared, "\(report.excluded) elements at kinks", sourceLocation: sourceLocation)
  }

  @Test(arguments: SampleNetwork.all)
  func `gradients of a network agree with differences of its loss`(_ sample: SampleNetwork) throws {
    let step = try NetworkGradientCheck.Step(sample.specification, images: 2)
    expectRight(try NetworkGradientCheck(sampleLimit: 5).run(step, gradients: step.gradients()))
  }

  @Test(arguments: InstructionSet.available)
  func `gradients of every layer agree with differences on every instruction set`(_ set: InstructionSet) throws {
    try InstructionSet.withInstructionSet(set) {
      let step = try NetworkGradientCheck.Step(SampleNetwork.everyKind.specification, images: 4)
      expectRight(try NetworkGradientCheck(sampleLimit: 24).run(step, gradients: step.gradients()))
    }
  }

  @Test func `gradients gathered from parts of a batch agree with differences of the whole`() throws {
    let step = try NetworkGradientCheck.Step(SampleNetwork.everyKind.specification, images: 4)
    let network = step.network
    let size = network.plan.inputShape.count
    for part in [0..<1, 1..<4] {
      let input = network.input(count: part.count)
      for index in 0..<input.count { input[index] = step.images[part.lowerBound * size + index] }
      try network.forward(count: part.count, pass: .training(seed: 5, step: 1, firstImage: part.lowerBound))
      _ = try network.evaluate(labels: step.labels[part])
      try network.backward(labels: step.labels[part], scale: 1 / 4, accumulates: part.lowerBound > 0)
    }
    let gradients = network.plan.parameters.indices.map { Tensor(copying: network.gradient($0).readable) }
    expectRight(try NetworkGradientCheck(sampleLimit: 8).run(step, gradients: gradients))
  }

  // MARK: Presets

  /// Every preset with a few filters a layer, on images as small as its windows allow.
  static let presets: [SampleNetwork] = NetworkSpecification.presets.map { preset in
    var reduced = preset.reduced(by: preset.input.height > 100 ? 64 : 16)
    if preset.input.height > 100 { (reduced.input.height, reduced.input.width) = (67, 67) }
    // Ten classes are enough.
    if case .fullyConnected(var parameters) = reduced.layers.last?.kind, let last = reduced.layers.indices.last {
      parameters.outputs = 10
      reduced.layers[last].kind = .fullyConnected(parameters)
    }
    // With a source's small initial weights the gradients of a narrow network drown in the rounding of its loss.
    for index in reduced.layers.indices { reduced.layers[index].kind.initialize() }
    return SampleNetwork(reduced)
  }

  @Test(arguments: presets)
  func `gradients of every preset agree with differences of its loss`(_ preset: SampleNetwork) throws {
    let step = try NetworkGradientCheck.Step(preset.specification, images: 1)
    expectRight(try NetworkGradientCheck(sampleLimit: 3).run(step, gradients: step.gradients()))
  }

  // MARK: Faults

  /// Gradients as a wrong implementation would give them.
  enum Fault: CaseIterable {
    case maskOfAnotherStep, maskWithoutFactor, sumForMean, staleActivation, zeroedLayer, normalizationBeforeRectifier
    case biasWithoutAnImage, transposedFilter, rectifierLeftOut, averageOfPaddedWindow
  }

  private static let faulty = SampleNetwork(
    "for faults", [.conv, .relu, .norm, .pool, .conv, .relu, .average, .hidden, .relu, .drop, .classes])

  @Test func `the network for faults has right gradients without one`() throws {
    let step = try NetworkGradientCheck.Step(Self.faulty.specification, images: 3)
    let composition = HandComposition(step.network)
    let pass = try composition.forward(step.images, labels: step.labels, pass: step.pass)
    let gradients = try composition.backward(pass, labels: step.labels, scale: 1 / 3)
    #expect(try gradients == step.gradients())
    expectRight(try NetworkGradientCheck().run(step, gradients: gradients))
  }

  @Test(arguments: Fault.allCases)
  func `a wrong gradient is found`(_ fault: Fault) throws {
    let step = try NetworkGradientCheck.Step(Self.faulty.specification, images: 3)
    let report = try NetworkGradientCheck(sampleLimit: 4).run(step, gradients: gradients(step, fault))
    #expect(!report.failures.isEmpty)
  }

  @Test func `elements at a kink are left out and counted`() throws {
    let sample = SampleNetwork("kinks", height: 3, width: 3, [.hidden, .relu, .classes])
    let step = try NetworkGradientCheck.Step(sample.specification, images: 1)
    // Without weights and biases every rectifier but one sits at 0 exactly.
    step.network.parameter(0).clear()
    step.network.parameter(1).clear()
    step.network.parameter(1)[2] = 1
    let report = try NetworkGradientCheck(sampleLimit: 20).run(step, gradients: step.gradients())
    #expect(report.failures.isEmpty)
    // Of the hidden layer all biases but one, and most weights: those that do not lead to that one.
    #expect(report.excluded >= 19 + 10)
    // Of the last layer everything.
    #expect(report.compared >= 10 + 7)
  }

  private func gradients(_ step: NetworkGradientCheck.Step, _ fault: Fault) throws -> [Tensor<Double>] {
    var composition = HandComposition(step.network)
    let count = step.labels.count
    func forward(_ pass: Network<Double>.Pass? = nil) throws -> HandComposition<Double>.Activations {
      try composition.forward(step.images, labels: step.labels, pass: pass ?? step.pass)
    }
    func backward(
      _ activations: HandComposition<Double>.Activations, scale: Double? = nil
    ) throws -> [Tensor<Double>] {
      try composition.backward(activations, labels: step.labels, scale: scale ?? 1 / Double(count))
    }
    func replacing(_ change: (inout [LayerSpecification]) -> Void) throws -> HandComposition<Double> {
      var specification = step.network.plan.specification
      change(&specification.layers)
      return HandComposition(try NetworkPlan(specification), parameters: composition.parameters)
    }
    var activations = try forward()
    switch fault {
    case .maskOfAnotherStep:
      activations.masks = try forward(.training(seed: 5, step: 2, firstImage: 0)).masks
      return try backward(activations)
    case .maskWithoutFactor:
      activations.masks = activations.masks.map { mask in
        Tensor(shape: mask.shape, elements: mask.elements.map { $0 > 0 ? 1 : 0 })
      }
      return try backward(activations)
    case .sumForMean: return try backward(activations, scale: 1)
    case .staleActivation:
      // The second convolution's input is the step's before: with the first's old filters.
      composition.parameters[0][3] += 0.01
      activations.values[4] = try forward().values[4]
      composition = HandComposition(step.network)
      return try backward(activations)
    case .zeroedLayer:
      var gradients = try backward(activations)
      gradients[2] = Tensor(shape: gradients[2].shape)
      return gradients
    case .normalizationBeforeRectifier:
      composition = try replacing { $0.swapAt(1, 2) }
      return try backward(forward())
    case .biasWithoutAnImage:
      var gradients = try backward(activations)
      let size = step.images.count / count
      let fewer = Tensor<Double>(
        shape: Shape([count - 1] + step.images.shape.dimensions.dropFirst()),
        elements: step.images.elements.prefix((count - 1) * size))
      let labels = Array(step.labels.dropLast())
      let part = try composition.backward(
        composition.forward(fewer, labels: labels, pass: step.pass), labels: labels, scale: 1 / Double(count))
      gradients[3] = part[3]
      return gradients
    case .transposedFilter:
      // Rows for columns.
      var gradients = try backward(activations)
      let filter = gradients[0]
      for k in 0..<8 {
        for c in 0..<3 {
          for r in 0..<3 {
            for s in 0..<3 { gradients[0][((r * 3 + s) * 3 + c) * 8 + k] = filter[((s * 3 + r) * 3 + c) * 8 + k] }
          }
        }
      }
      return gradients
    case .rectifierLeftOut:
      // Everything counts as positive: the gradient passes where the rectifier gave 0.
      activations.values[6] = Tensor(
        shape: activations.values[6].shape, elements: activations.values[6].elements.map { $0 + 1 })
      return try backward(activations)
    case .averageOfPaddedWindow:
      composition = try replacing { layers in
        guard case .averagePooling(let pooling) = layers[6].kind else { return }
        layers[6].kind = .averagePooling(AveragePooling(geometry: pooling.geometry, countsPadding: true))
      }
      return try backward(activations)
    }
  }
}

extension LayerSpecification.Kind {
  /// Makes a layer's parameters begin at a size that keeps activations as large as they are.
  fileprivate mutating func initialize() {
    let initialization = Initialization(weights: .heNormal, biases: .uniformFanIn)
    switch self {
    case .convolution(let convolution, var parameters):
      parameters.initialization = initialization
      self = .convolution(convolution, parameters)
    case .locallyConnected(let local, var parameters):
      parameters.initialization = initialization
      self = .locallyConnected(local, parameters)
    case .fullyConnected(var parameters):
      parameters.initialization = initialization
      self = .fullyConnected(parameters)
    case .rectifier, .responseNormalization, .maxPooling, .averagePooling, .dropout: break
    }
  }
}
