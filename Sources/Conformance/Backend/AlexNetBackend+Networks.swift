import Kernels
import Networks
import Tensors
import Training

extension AlexNetBackend {
  func run(_ problem: NetworkProblem, _ given: CaseInputs, wanted: [String]) throws -> [String: CaseTensor] {
    let inputs = CaseInputs(
      given.tensors.merging(problem.draws.mapValues(\.tensor)) { stored, _ in stored }, file: given.file)
    let images: Tensor<Scalar> = try inputs.images("input")
    let count = images.shape[0]
    guard (1...1024).contains(count) else { throw inputs.invalid("input", expected: "of 1 to 1024 images") }
    let network = try network(problem.specification, capacity: count)
    try load(inputs, into: network)
    let labels = try inputs.integers("labels", in: 0..<network.plan.classes, rank: 1)
    guard labels.count == count else { throw inputs.invalid("labels", expected: "one an image") }
    var results: [String: CaseTensor] = [:]

    func logits() -> CaseTensor {
      let view = network.logits(count: count)
      return CaseTensor(shape: view.shape.dimensions, reals: (0..<view.count).map { Double(view[$0]) })
    }
    if wanted.contains("testingLogits") {
      try copy(images, into: network)
      try network.forward(count: count, pass: .testing)
      results["testingLogits"] = logits()
    }
    try copy(images, into: network)
    try network.forward(count: count, pass: .training(seed: problem.seed, step: problem.step, firstImage: 0))
    let evaluation = try network.evaluate(labels: labels)
    results["logits"] = logits()
    results["loss"] = CaseTensor(shape: [1], reals: [evaluation.lossSum / Double(count)])
    try network.backward(labels: labels, scale: 1 / Double(count))
    for index in network.plan.parameters.indices {
      let name = network.plan.fieldName(index)
      let gradient = field(network, index, network.gradient(index).readable)
      if wanted.contains("\(name).gradient") { results["\(name).gradient"] = gradient }
      guard inputs["\(name).places"] != nil else { continue }
      let elements = gradient.reals
      let places = try inputs.integers("\(name).places", in: 0..<elements.count, rank: 1)
      results["\(name).gradient.samples"] = CaseTensor(shape: [places.count], reals: places.map { elements[$0] })
      var (sum, squares) = (CompensatedSum(), CompensatedSum())
      for element in elements {
        sum.add(element)
        squares.add(element * element)
      }
      results["\(name).gradient.sum"] = CaseTensor(shape: [1], reals: [sum.value])
      results["\(name).gradient.norm"] = CaseTensor(shape: [1], reals: [squares.value.squareRoot()])
    }
    return results
  }

  func train(_ problem: TrainingProblem, _ inputs: CaseInputs) throws -> [String: CaseTensor] {
    let images: Tensor<Scalar> = try inputs.images("images")
    let (count, batch, steps) = (images.shape[0], problem.batch, problem.rates.count)
    let network = try network(problem.specification, capacity: batch)
    try load(inputs, into: network)
    let labels = try inputs.integers("labels", in: 0..<network.plan.classes, rank: 1)
    let order = try inputs.integers("order", in: 0..<count, rank: 2)
    guard labels.count == count, order.count == steps * batch else {
      throw inputs.invalid("order", expected: "steps × batch, of as many images as there are labels")
    }
    let optimizer = MomentumSGD<Scalar>(network.plan, recipe: problem.specification.recipe)
    let elements = images.elements
    let size = count == 0 ? 0 : elements.count / count
    var histories: [[Double]] = network.plan.parameters.map { _ in [] }
    var losses: [Double] = []
    for (step, rate) in problem.rates.enumerated() {
      let chosen = order[step * batch..<(step + 1) * batch]
      let taken = Tensor<Scalar>(
        shape: [batch, images.shape[1], images.shape[2], images.shape[3]],
        elements: chosen.flatMap { elements[$0 * size..<($0 + 1) * size] })
      let classes = chosen.map { labels[$0] }
      try copy(taken, into: network)
      try network.forward(
        count: batch, pass: .training(seed: problem.seed, step: problem.firstStep + step, firstImage: 0))
      losses.append(try network.evaluate(labels: classes).lossSum / Double(batch))
      try network.backward(labels: classes, scale: 1 / Double(batch))
      optimizer.step(network, rate: rate)
      for index in network.plan.parameters.indices {
        histories[index] += field(network, index, network.parameter(index).readable).reals
      }
    }
    var results = ["losses": CaseTensor(shape: [steps], reals: losses)]
    for index in network.plan.parameters.indices {
      results["\(network.plan.fieldName(index)).history"] = CaseTensor(
        shape: [steps, network.plan.parameters[index].shape.count], reals: histories[index])
    }
    return results
  }

  /// A network for training.
  ///
  /// - Throws: `NetworkError` if layers do not fit each other; `GoldenError` if it is larger than any case needs.
  private func network(_ specification: NetworkSpecification, capacity: Int) throws -> Network<Scalar> {
    let plan = try NetworkPlan(specification)
    let largest = plan.layers.map(\.outputShape.count).max() ?? 0
    guard plan.parameterCount <= 1 << 28, largest <= (1 << 28) / capacity else {
      throw GoldenError("case.json", .value("layers", expected: "such that arrays have at most 2²⁸ elements"))
    }
    return try Network<Scalar>(specification.convolving(by: convolution), capacity: capacity, purpose: .training)
  }

  // MARK: Tensors in and out

  /// Sets all parameters from tensors of their names.
  private func load(_ inputs: CaseInputs, into network: Network<Scalar>) throws {
    for index in network.plan.parameters.indices {
      let name = network.plan.fieldName(index)
      let tensor = try inputs.tensor(name)
      guard Shape(tensor.shape) == network.plan.fieldShape(index) else {
        throw inputs.invalid(name, expected: network.plan.fieldShape(index).description)
      }
      network.importParameter(index, tensor.reals.map { Scalar($0) })
    }
  }

  private func copy(_ images: Tensor<Scalar>, into network: Network<Scalar>) throws {
    let expected = network.plan.inputShape.dimensions
    guard images.shape.dimensions.dropFirst() == expected[...] else {
      throw GoldenError(
        "case.json",
        .value("input", expected: "\(network.plan.inputShape) (H×W×C), as the images are, not \(images.shape)"))
    }
    images.withView { network.input(count: images.shape[0]).copy(from: $0) }
  }

  /// A parameter, or an array of its shape, in the field's order.
  private func field(_ network: Network<Scalar>, _ index: Int, _ view: TensorView<Scalar>) -> CaseTensor {
    CaseTensor(
      shape: network.plan.fieldShape(index).dimensions,
      reals: network.plan.toField(index, view).map { Double($0) })
  }
}
