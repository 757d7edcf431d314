import Networks

/// What a training step has to do at least: a part for each layer and phase.
struct StepWork {
  /// A layer's phase: work that all threads share, after which they wait for each other.
  struct Part {
    /// Floating-point operations of products; zero for layers without.
    var operations = 0.0
    /// Bytes that must move: each array read or written once.
    var bytes = 0.0
    /// How often threads are started and awaited.
    var regions = 1.0
  }

  /// The parts, in the order of a step.
  let parts: [Part]

  /// The work of a step with `batch` images in Float.
  init(_ plan: NetworkPlan, batch: Int) {
    let scalar = Double(MemoryLayout<Float>.stride)
    let firstTrainable = plan.layers.firstIndex { $0.parameters != nil } ?? 0
    var parts: [Part] = []
    for (index, layer) in plan.layers.enumerated() {
      let input = scalar * Double(batch * layer.inputShape.count)
      let output = scalar * Double(batch * layer.outputShape.count)
      let operations = 2 * Double(batch * layer.multiplyAdds)
      guard let numbers = layer.parameters else {
        switch layer.specification.kind {
        case .rectifier:
          // A convolution rectifies on its way out.
          let isFused = index > 0 && plan.layers[index - 1].outputShape.rank == 3
          if !isFused { parts.append(Part(bytes: 2 * output)) }
          parts.append(Part(bytes: 3 * output))
        case .dropout:
          // The mask is drawn, then applied; and applied again.
          parts += [Part(bytes: output), Part(bytes: 3 * output), Part(bytes: 3 * output)]
        case .responseNormalization: parts += [Part(bytes: 2 * input), Part(bytes: 3 * input)]
        default: parts += [Part(bytes: input + output), Part(bytes: 2 * (input + output))]
        }
        continue
      }
      let weights = scalar * Double(plan.parameters[numbers.weights].shape.count)
      let biases = scalar * Double(plan.parameters[numbers.biases].shape.count)
      let product = Part(operations: operations, bytes: input + output + weights)
      // Forward, and the input gradient where something below needs it.
      parts += [Part](repeating: product, count: index > firstTrainable ? 2 : 1)
      parts.append(Part(bytes: output))
      if case .fullyConnected = layer.specification.kind {
        // The pass that makes the weights' gradient reads weights and velocities, and writes both.
        parts.append(Part(operations: operations, bytes: input + output + 4 * weights))
        parts.append(Part(bytes: 5 * biases))
      } else {
        // Gradient, velocity and weights are read, the last two written: weights and biases in turn.
        parts += [product, Part(bytes: 5 * (weights + biases), regions: 2)]
      }
    }
    // The loss and its gradient.
    parts.append(Part(bytes: 4 * scalar * Double(batch * plan.classes), regions: 2))
    self.parts = parts
  }

  /// Floating-point operations of the whole.
  var operations: Double { parts.reduce(0) { $0 + $1.operations } }
  /// Bytes of the whole.
  var bytes: Double { parts.reduce(0) { $0 + $1.bytes } }
  /// Starts of threads of the whole.
  var regions: Double { parts.reduce(0) { $0 + $1.regions } }
}
