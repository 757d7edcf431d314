import Tensors

/// A network as a reader wants to see it: layer by layer in the field's order of dimensions, with totals.
package struct NetworkDescription: Sendable {
  /// A line of the description.
  package struct Layer: Equatable, Sendable {
    /// Its name, such as "conv1".
    package let name: String
    /// What it does.
    package let kind: LayerSpecification.Kind
    /// One image's output: [C, H, W], or [C] after a fully connected layer.
    package let output: [Int]
    /// Weights and biases.
    package let parameters: Int
    /// Multiply-adds of an image, forward.
    package let multiplyAdds: Int
  }

  /// Bytes that a batch needs while training, in single precision.
  package struct Memory: Equatable, Sendable {
    /// Images of the batch.
    package let batch: Int
    /// Weights and biases.
    package let parameters: Int
    /// Their gradients.
    package let gradients: Int
    /// The optimizer's velocities.
    package let optimizer: Int
    /// Activations, their gradients and masks while training, where arrays that are never alive together share memory.
    package let training: Int
    /// Activations of a forward pass alone, shared likewise.
    package let inference: Int
  }

  /// What is described.
  package let specification: NetworkSpecification
  /// Layers, first to last.
  package let layers: [Layer]
  /// Weights and biases.
  package let parameters: Int
  /// Multiply-adds of an image, forward.
  package let multiplyAdds: Int
  /// Multiply-adds of an image in a training step: forward, the gradients of parameters and those of inputs, the first
  /// layer's input aside.
  package let trainingMultiplyAdds: Int
  /// Memory of a batch.
  package let memory: Memory

  /// Describes a planned network and a batch of `batch` images.
  package init(_ plan: NetworkPlan, batch: Int) {
    specification = plan.specification
    layers = plan.layers.map { layer in
      let numbers = layer.parameters.map { [$0.weights, $0.biases] } ?? []
      return Layer(
        name: layer.specification.name, kind: layer.specification.kind,
        output: Self.fieldOrder(layer.outputShape),
        parameters: numbers.reduce(0) { $0 + plan.parameters[$1].shape.count }, multiplyAdds: layer.multiplyAdds)
    }
    parameters = plan.parameterCount
    multiplyAdds = plan.multiplyAdds
    let first = plan.layers.first { $0.parameters != nil }?.multiplyAdds ?? 0
    trainingMultiplyAdds = 3 * plan.multiplyAdds - first
    let size = MemoryLayout<Float>.size
    let trained = plan.trainedParameters.reduce(0) { $0 + plan.parameters[$1].shape.count }
    memory = Memory(
      batch: batch, parameters: parameters * size, gradients: trained * size, optimizer: trained * size,
      training: plan.memory(capacity: batch, purpose: .training).arenaCount * size,
      inference: plan.memory(capacity: batch, purpose: .inference).arenaCount * size)
  }

  /// C×H×W for a channels-last image.
  private static func fieldOrder(_ shape: Shape) -> [Int] {
    shape.rank == 3 ? [shape[2], shape[0], shape[1]] : shape.dimensions
  }
}
