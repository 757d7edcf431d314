import Kernels
import Operations
import Tensors

extension Network {
  /// Computes the gradients of the loss by all parameters that are trained, from the last training pass.
  ///
  /// Backward ends at the first layer that is trained. Frozen layers have no gradients; those of the others are, bit for
  /// bit, what they would be if nothing were frozen.
  ///
  /// - Parameters:
  ///   - labels: the class of each image of the pass.
  ///   - scale: what an image's loss is multiplied by: one over the batch for a mean.
  ///   - accumulates: whether gradients are added to those there. The gradients of a batch passed in parts equal, bit for
  ///     bit, those of the whole.
  /// - Precondition: the network was made for training, and `evaluate` was called after the pass with the same labels.
  /// - Throws: `NetworkError` if a label is not a class.
  public func backward(
    labels: some RandomAccessCollection<some FixedWidthInteger>, scale: Double, accumulates: Bool = false
  ) throws(NetworkError) {
    try backward(labels: labels, scale: scale, accumulates: accumulates, update: nil)
  }

  /// Is given the gradient of fully connected weights, a part at a time and from several threads: the parameter's number, its
  /// first element, how many there are, and their gradients.
  package typealias DenseUpdate = (Int, Int, Int, UnsafePointer<Scalar>) -> Void

  /// The same, where fully connected weights may be changed while their gradient is computed.
  ///
  /// - Parameter update: changes weights whose gradient the network does not keep. The gradient of their layer's input has been
  ///   computed before.
  package func backward(
    labels: some RandomAccessCollection<some FixedWidthInteger>, scale: Double, accumulates: Bool = false,
    update: DenseUpdate?
  ) throws(NetworkError) {
    let count = labels.count
    try check(count: count)
    precondition(memory.purpose == .training, "a network made for \(memory.purpose) has no gradients of parameters")
    // There is none if every layer is frozen.
    guard let logitsGradient = valueGradient(plan.layers.count, count) else { return }
    do throws(LabelError) {
      try profile.measure(.loss) { () throws(LabelError) in
        try SoftmaxCrossEntropy().backward(
          probabilities: probabilityView(count).readable, labels: labels, scale: scale, into: logitsGradient)
      }
    } catch {
      throw NetworkError(error)
    }
    try backwardThroughLayers(count: count, accumulates: accumulates, update: update)
  }

  /// Computes the gradient of one logit of each image by the input, from the last testing pass.
  ///
  /// - Parameter classes: for each image of the pass, the class whose logit it is.
  /// - Returns: the gradient, count,H,W,C; it stays until the next pass.
  /// - Precondition: the network was made for attribution.
  /// - Throws: `NetworkError` if a class is none of the network's.
  public func inputGradient(classes: [Int]) throws(NetworkError) -> TensorView<Scalar> {
    let count = classes.count
    try check(count: count)
    guard memory.purpose == .attribution, let logitsGradient = valueGradient(plan.layers.count, count),
      let inputGradient = valueGradient(0, count)
    else { preconditionFailure("a network made for \(memory.purpose) has no gradient of its input") }
    logitsGradient.clear()
    for (image, number) in classes.enumerated() {
      guard (0..<plan.classes).contains(number) else {
        throw .label(image: image, label: number, classes: plan.classes)
      }
      logitsGradient[image * plan.classes + number] = 1
    }
    try backwardThroughLayers(count: count, accumulates: false, update: nil)
    return inputGradient.readable
  }

  private func backwardThroughLayers(count: Int, accumulates: Bool, update: DenseUpdate?) throws(NetworkError) {
    try Parallel.withTeam { () throws(NetworkError) in
      for index in plan.layers.indices.reversed() where index >= memory.firstBackward {
        do throws(ShapeError) {
          try backward(layer: index, count: count, accumulates: accumulates, update: update)
        } catch {
          throw .layer(name: plan.layers[index].specification.name, error)
        }
      }
    }
  }

  private func backward(
    layer index: Int, count: Int, accumulates: Bool, update: DenseUpdate?
  ) throws(ShapeError) {
    let layer = plan.layers[index]
    guard let outputGradient = valueGradient(index + 1, count)?.readable else { return }
    let input = value(index, count).readable
    let trained = layer.isTrained && memory.purpose == .training ? layer.parameters : nil
    // Weights that are changed at once must have served the input's gradient before.
    let isUpdated = update != nil && trained.map { plan.parameters[$0.weights].gradientOffset == nil } ?? false
    if let trained, !isUpdated {
      try weightsGradient(
        layer: index, input: input, outputGradient: outputGradient, accumulates: accumulates,
        into: gradient(trained.weights))
    }
    if let trained {
      try biasGradient(
        layer: index, outputGradient: outputGradient, accumulates: accumulates, into: gradient(trained.biases))
    }
    if let inputGradient = valueGradient(index, count) {
      try profile.measure(.inputGradient, layer: index) { () throws(ShapeError) in
        try self.inputGradient(layer: index, count: count, outputGradient: outputGradient, into: inputGradient)
      }
    }
    if let trained, let update, isUpdated {
      try profile.measure(.filterGradient, layer: index) { () throws(ShapeError) in
        try FullyConnected.weightsGradient(
          input: input, outputGradient: outputGradient, inputs: plan.parameters[trained.weights].shape[0]
        ) { first, count, gradient in
          update(trained.weights, first, count, gradient)
        }
      }
    }
  }

  private func inputGradient(
    layer index: Int, count: Int, outputGradient: TensorView<Scalar>, into inputGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let layer = plan.layers[index]
    switch layer.specification.kind {
    case .convolution(let convolution, _):
      guard let numbers = layer.parameters else { return }
      try convolution.inputGradient(
        outputGradient: outputGradient, filter: parameter(numbers.weights).readable, into: inputGradient)
    case .locallyConnected(let local, _):
      guard let numbers = layer.parameters else { return }
      try local.inputGradient(
        outputGradient: outputGradient, filter: parameter(numbers.weights).readable, into: inputGradient)
    case .fullyConnected:
      guard let numbers = layer.parameters else { return }
      try FullyConnected.inputGradient(
        outputGradient: outputGradient, weights: parameter(numbers.weights).readable, into: inputGradient)
    case .rectifier:
      if normalizationPassesRectifier(index) { return }
      try Rectifier().backward(
        output: value(index + 1, count).readable, outputGradient: outputGradient, into: inputGradient)
    case .responseNormalization(let normalization):
      try normalization.backward(
        input: value(index, count).readable, isRectified: normalizationPassesRectifier(index - 1),
        outputGradient: outputGradient, into: inputGradient)
    case .maxPooling(let pooling):
      try pooling.backward(
        input: value(index, count).readable, output: value(index + 1, count).readable,
        outputGradient: outputGradient, into: inputGradient)
    case .averagePooling(let pooling): try pooling.backward(outputGradient: outputGradient, into: inputGradient)
    case .dropout(let dropout):
      // A testing pass multiplied by a constant, and so does its backward.
      guard let mask = mask(index, count) else {
        return try dropout.forwardTesting(outputGradient, into: inputGradient)
      }
      try dropout.backward(outputGradient: outputGradient, mask: mask.readable, into: inputGradient)
    }
  }

  /// Whether layer `index` is a rectifier whose gradient the normalization behind it computes with its own, while it is in cache.
  private func normalizationPassesRectifier(_ index: Int) -> Bool {
    guard index >= memory.firstBackward, index + 1 < plan.layers.count,
      case .rectifier = plan.layers[index].specification.kind,
      case .responseNormalization = plan.layers[index + 1].specification.kind
    else { return false }
    // In place, so that no gradient between the two is missed.
    return memory.gradients[index] != nil && memory.gradients[index] == memory.gradients[index + 1]
  }

  private func weightsGradient(
    layer index: Int, input: TensorView<Scalar>, outputGradient: TensorView<Scalar>, accumulates: Bool,
    into weights: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let kind = plan.layers[index].specification.kind
    try profile.measure(.filterGradient, layer: index) { () throws(ShapeError) in
      switch kind {
      case .convolution(let convolution, _):
        try convolution.filterGradient(
          input: input, outputGradient: outputGradient, accumulates: accumulates, into: weights)
      case .locallyConnected(let local, _):
        try local.filterGradient(
          input: input, outputGradient: outputGradient, accumulates: accumulates, into: weights)
      case .fullyConnected:
        try FullyConnected.weightsGradient(
          input: input, outputGradient: outputGradient, accumulates: accumulates, into: weights)
      case .rectifier, .responseNormalization, .maxPooling, .averagePooling, .dropout: break
      }
    }
  }

  private func biasGradient(
    layer index: Int, outputGradient: TensorView<Scalar>, accumulates: Bool, into biases: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    let kind = plan.layers[index].specification.kind
    try profile.measure(.biasGradient, layer: index) { () throws(ShapeError) in
      switch kind {
      case .convolution:
        try Convolution.biasGradient(outputGradient: outputGradient, accumulates: accumulates, into: biases)
      case .locallyConnected:
        try LocallyConnected.biasGradient(outputGradient: outputGradient, accumulates: accumulates, into: biases)
      case .fullyConnected:
        try FullyConnected.biasGradient(outputGradient: outputGradient, accumulates: accumulates, into: biases)
      case .rectifier, .responseNormalization, .maxPooling, .averagePooling, .dropout: break
      }
    }
  }
}

extension NetworkError {
  /// The same facts as a network's error.
  init(_ error: LabelError) {
    self =
      switch error {
      case .outOfRange(let index, let label, let classes): .label(image: index, label: label, classes: classes)
      case .shape(let error): .layer(name: "softmax", error)
      }
  }
}
