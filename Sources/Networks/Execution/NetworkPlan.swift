import Operations
import Tensors

/// What a network of given layers needs: the shapes between layers, parameters, arithmetic, and where each array lies in
/// memory.
public struct NetworkPlan: Sendable {
  /// What a layer becomes.
  public struct Layer: Sendable {
    /// What it does.
    public let specification: LayerSpecification
    /// Shape of one image's input: H×W×C, or one dimension after a fully connected layer.
    public let inputShape: Shape
    /// Shape of one image's output.
    public let outputShape: Shape
    /// Numbers in `NetworkPlan.parameters` of its weights and biases; nil for layers without.
    public let parameters: (weights: Int, biases: Int)?
    /// Multiply-adds of an image, forward, padding's included.
    public let multiplyAdds: Int

    /// Whether training changes any of its parameters; false for layers without.
    public var isTrained: Bool {
      specification.kind.parameters?.isTrained ?? false
    }
  }

  /// A tensor of parameters.
  public struct Parameter: Sendable {
    /// Whether a parameter is multiplied with inputs or added.
    public enum Role: String, Sendable {
      /// Filters or weights.
      case weights
      /// Biases.
      case biases
    }

    /// The layer's name and the role, such as "conv1.weights".
    public let name: String
    /// Index of the layer.
    public let layer: Int
    /// Weights or biases.
    public let role: Role
    /// Shape in the library's order: R,S,C/g,K for filters, I×O for fully connected weights.
    public let shape: Shape
    /// First element within the parameters' memory.
    public let offset: Int
    /// First element within the memory of gradients; nil if the layer is frozen, or if its weights are changed as their gradient
    /// is computed, which is then kept nowhere.
    public let gradientOffset: Int?
    /// First element within an optimizer's state; nil if the layer is frozen.
    public let stateOffset: Int?
    /// Inputs of one output: terms of its sum.
    public let fanIn: Int
    /// How the optimizer treats it.
    public let policy: ParameterPolicy
  }

  /// The network.
  public let specification: NetworkSpecification
  /// Its layers, with shapes.
  public let layers: [Layer]
  /// Its parameters, in the order of layers, weights before biases.
  public let parameters: [Parameter]
  /// Scalars of the parameters' memory, gaps included.
  public let parameterMemory: Int
  /// Scalars of the memory of gradients, gaps included.
  public let gradientMemory: Int
  /// Scalars of an optimizer's state, gaps included: one for each parameter of layers that are trained.
  public let stateMemory: Int

  /// Shape of one image of the input.
  public var inputShape: Shape {
    [specification.input.height, specification.input.width, specification.input.channels.count]
  }
  /// Number of classes: logits of an image.
  public var classes: Int { layers.last?.outputShape.count ?? 0 }
  /// Number of parameters.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.shape.count } }
  /// Numbers of the parameters of layers that are not frozen.
  package var trainedParameters: [Int] { parameters.indices.filter { parameters[$0].stateOffset != nil } }
  /// Multiply-adds of an image, forward.
  public var multiplyAdds: Int { layers.reduce(0) { $0 + $1.multiplyAdds } }

  /// The plan of a network.
  ///
  /// - Parameters:
  ///   - specification: layers and conventions.
  ///   - keepsDenseGradients: whether there is memory for the gradients of fully connected weights, nearly all of AlexNet's.
  /// - Throws: `NetworkError` if layers do not fit each other.
  public init(_ specification: NetworkSpecification, keepsDenseGradients: Bool = true) throws(NetworkError) {
    var layers: [Layer] = []
    var parameters: [Parameter] = []
    var (memory, gradientMemory, stateMemory) = (0, 0, 0)
    var names: Set<String> = []
    var shape: Shape = [
      specification.input.height, specification.input.width, specification.input.channels.count,
    ]
    for (index, layer) in specification.layers.enumerated() {
      guard names.insert(layer.name).inserted else { throw .duplicateName(layer.name) }
      let geometry: LayerGeometry
      do throws(ShapeError) {
        geometry = try LayerGeometry(layer.kind, input: shape)
      } catch {
        throw .layer(name: layer.name, error)
      }
      var numbers: (weights: Int, biases: Int)?
      if let tensors = geometry.parameters {
        numbers = (parameters.count, parameters.count + 1)
        let isTrained = tensors.specification.isTrained
        var isDense = false
        if case .fullyConnected = layer.kind { isDense = true }
        for (role, shape, policy) in [
          (Parameter.Role.weights, tensors.weights, tensors.specification.weights),
          (.biases, tensors.biases, tensors.specification.biases),
        ] {
          let keepsGradient = isTrained && (keepsDenseGradients || !isDense || role == .biases)
          parameters.append(
            Parameter(
              name: "\(layer.name).\(role.rawValue)", layer: index, role: role, shape: shape, offset: memory,
              gradientOffset: keepsGradient ? gradientMemory : nil, stateOffset: isTrained ? stateMemory : nil,
              fanIn: tensors.fanIn, policy: policy))
          // Each tensor starts at a multiple of 64 bytes in either precision.
          let size = (shape.count + 15) / 16 * 16
          memory += size
          if keepsGradient { gradientMemory += size }
          if isTrained { stateMemory += size }
        }
      }
      layers.append(
        Layer(
          specification: layer, inputShape: shape, outputShape: geometry.output, parameters: numbers,
          multiplyAdds: geometry.multiplyAdds))
      shape = geometry.output
    }
    guard let last = layers.last, last.outputShape.rank == 1 else {
      throw .noLogits(last: layers.last?.specification.name ?? "none", shape: shape.description)
    }
    self.specification = specification
    self.layers = layers
    self.parameters = parameters
    parameterMemory = memory
    self.gradientMemory = gradientMemory
    self.stateMemory = stateMemory
  }
}

/// Shapes of one layer for one image.
private struct LayerGeometry {
  struct Parameters {
    let weights: Shape
    let biases: Shape
    let fanIn: Int
    let specification: LayerSpecification.Parameters
  }

  var output: Shape
  var parameters: Parameters?
  var multiplyAdds = 0

  init(_ kind: LayerSpecification.Kind, input: Shape) throws(ShapeError) {
    // Operations speak of batches: one image is a batch of one.
    let batch = Shape([1] + input.dimensions)
    output = input
    switch kind {
    case .convolution(let convolution, let specification):
      let shape = try convolution.outputShape(input: batch, filters: specification.outputs)
      let filter = try convolution.filterShape(input: batch, filters: specification.outputs)
      set(shape, weights: filter, biases: [specification.outputs], specification)
    case .locallyConnected(let layer, let specification):
      let shape = try layer.outputShape(input: batch, filters: specification.outputs)
      let filter = try layer.filterShape(input: batch, filters: specification.outputs)
      set(shape, weights: filter, biases: [filter[0], specification.outputs], specification)
    case .fullyConnected(let specification):
      guard specification.outputs > 0 else {
        throw ShapeError(
          operation: "fully connected", argument: "outputs", given: "\(specification.outputs)",
          expected: "a positive number")
      }
      set(
        [1, specification.outputs], weights: [input.count, specification.outputs], biases: [specification.outputs],
        specification)
    case .maxPooling(let pooling): output = Self.image(try pooling.outputShape(batch))
    case .averagePooling(let pooling): output = Self.image(try pooling.outputShape(batch))
    case .responseNormalization(let normalization): _ = try normalization.outputShape(batch)
    case .dropout(let dropout): _ = try dropout.outputShape(batch)
    case .rectifier: break
    }
  }

  private mutating func set(
    _ batchOutput: Shape, weights: Shape, biases: Shape, _ specification: LayerSpecification.Parameters
  ) {
    output = Self.image(batchOutput)
    let fanIn = weights.dimensions.suffix(weights.rank == 5 ? 4 : weights.rank).dropLast().reduce(1, *)
    parameters = Parameters(weights: weights, biases: biases, fanIn: fanIn, specification: specification)
    multiplyAdds = output.count * fanIn
  }

  /// The shape of one image of a batch.
  private static func image(_ batch: Shape) -> Shape { Shape(Array(batch.dimensions.dropFirst())) }
}
