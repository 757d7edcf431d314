import Kernels
import Operations
import Tensors

extension Network {
  /// Runs the first `count` images of the input through all layers, to the logits.
  ///
  /// - Throws: `NetworkError.tooManyImages`.
  public func forward(count: Int, pass: Pass) throws(NetworkError) {
    try check(count: count)
    try Parallel.withTeam { () throws(NetworkError) in
      for slice in memory.slices(of: count) {
        try forward(layers: 0..<memory.slicedLayers, images: slice, pass: pass)
      }
      try forward(layers: memory.slicedLayers..<plan.layers.count, images: 0..<count, pass: pass)
    }
  }

  private func forward(layers: Range<Int>, images: Range<Int>, pass: Pass) throws(NetworkError) {
    for index in layers {
      do throws(ShapeError) {
        try profile.measure(.forward, layer: index) { () throws(ShapeError) in
          try forward(layer: index, images: images, pass: pass)
        }
      } catch {
        throw .layer(name: plan.layers[index].specification.name, error)
      }
    }
  }

  private func forward(layer index: Int, images: Range<Int>, pass: Pass) throws(ShapeError) {
    let layer = plan.layers[index]
    let input = value(index, images).readable
    let output = value(index + 1, images)
    switch layer.specification.kind {
    case .convolution(let convolution, _):
      guard let numbers = layer.parameters else { return }
      let (bias, rectifies) = (parameter(numbers.biases).readable, rectifies(index))
      if case .filter(let filter) = storedWeights[numbers.weights] {
        try convolution.forward(input: input, filter: filter, bias: bias, rectifies: rectifies, into: output)
      } else {
        try convolution.forward(
          input: input, filter: parameter(numbers.weights).readable, bias: bias, rectifies: rectifies, into: output)
      }
    case .locallyConnected(let local, _):
      guard let numbers = layer.parameters else { return }
      try local.forward(
        input: input, filter: parameter(numbers.weights).readable, bias: parameter(numbers.biases).readable,
        into: output)
    case .fullyConnected:
      guard let numbers = layer.parameters else { return }
      let bias = parameter(numbers.biases).readable
      switch storedWeights[numbers.weights] {
      case .narrow(let weights): try FullyConnected.forward(input: input, weights: weights, bias: bias, into: output)
      case .matrix(let matrix): try FullyConnected.forward(input: input, weights: matrix, bias: bias, into: output)
      case .filter, nil:
        try FullyConnected.forward(
          input: input, weights: parameter(numbers.weights).readable, bias: bias, into: output)
      }
    case .rectifier:
      // A convolution has done it on the way out.
      if index > 0 && rectifies(index - 1) { return }
      try Rectifier().forward(input, into: output)
    case .responseNormalization(let normalization): try normalization.forward(input, into: output)
    case .maxPooling(let pooling): try pooling.forward(input, into: output)
    case .averagePooling(let pooling): try pooling.forward(input, into: output)
    case .dropout(let dropout):
      // Networks with masks take no slices.
      guard case .training(let seed, let step, let firstImage) = pass, let mask = mask(index, images.count) else {
        return try dropout.forwardTesting(input, into: output)
      }
      let stream = RandomStream(seed: seed, purpose: .dropout, index: index, step: step)
      try dropout.makeMask(into: mask, stream: stream, firstImage: firstImage)
      try dropout.forwardTraining(input, mask: mask.readable, into: output)
    }
  }

  /// Whether layer `index` is a convolution whose rectifier follows it.
  private func rectifies(_ index: Int) -> Bool {
    guard case .convolution = plan.layers[index].specification.kind, index + 1 < plan.layers.count,
      case .rectifier = plan.layers[index + 1].specification.kind
    else { return false }
    return true
  }
}
