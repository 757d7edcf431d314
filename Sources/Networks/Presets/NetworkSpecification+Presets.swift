import Operations

extension NetworkSpecification {
  /// All presets with their default number of classes, in the order in which they are listed.
  public static let presets: [NetworkSpecification] = [
    paper(), krizhevskyCode(), caffe(), caffenet(), torchvision(), darknet(),
    cifar10Fast(), cifar10Normalized(), cifar10LocallyConnected(), compact(),
  ]

  /// The preset of a name such as "paper".
  ///
  /// - Parameters:
  ///   - name: one of the presets' names.
  ///   - classes: outputs of the last layer; nil for those of the source, 1,000 or 10.
  /// - Throws: `NetworkError.unknownPreset` if there is none of that name.
  public static func preset(named name: String, classes: Int? = nil) throws(NetworkError) -> NetworkSpecification {
    guard var network = presets.first(where: { $0.name == name }) else {
      throw .unknownPreset(name: name, known: presets.map(\.name))
    }
    if let classes, let last = network.layers.indices.last {
      network.layers[last].outputs = classes
    }
    return network
  }

  /// Outputs of the last layer that has parameters: the number of classes.
  package var outputs: Int { layers.last { $0.kind.parameters != nil }?.outputs ?? 0 }

  /// The same network with these outputs of its layers that have parameters, first to last; the name stays.
  package func withOutputs(_ outputs: [Int]) -> NetworkSpecification {
    var network = self
    for (index, outputs) in zip(layers.indices.filter { layers[$0].kind.parameters != nil }, outputs) {
      network.layers[index].outputs = outputs
    }
    return network
  }

  /// The same network with fewer filters: the outputs of all layers but the last divided by `divisor`.
  ///
  /// Outputs are rounded down to a multiple of all groups in the network, and stay at least that. The name becomes
  /// "paper/16"; everything else stays.
  ///
  /// - Precondition: `divisor` is positive.
  package func reduced(by divisor: Int) -> NetworkSpecification {
    precondition(divisor > 0, "widths are divided by a positive number")
    // A layer's outputs are cut by its own groups and by those of the layers that read them. A multiple of the product
    // suits all; distinct numbers of groups are few.
    let multiple = Set(layers.map(\.groups)).reduce(1, *)
    var network = self
    network.name = "\(name)/\(divisor)"
    for index in layers.indices.dropLast() {
      guard let outputs = layers[index].outputs else { continue }
      network.layers[index].outputs = max(multiple, outputs / divisor / multiple * multiple)
    }
    return network
  }
}

extension LayerSpecification {
  /// Output channels of a layer with parameters; nil for others, which ignore what is set.
  fileprivate var outputs: Int? {
    get { kind.parameters?.outputs }
    set {
      guard let newValue, var parameters = kind.parameters else { return }
      parameters.outputs = newValue
      switch kind {
      case .convolution(let convolution, _): kind = .convolution(convolution, parameters)
      case .locallyConnected(let layer, _): kind = .locallyConnected(layer, parameters)
      case .fullyConnected: kind = .fullyConnected(parameters)
      case .rectifier, .responseNormalization, .maxPooling, .averagePooling, .dropout: break
      }
    }
  }

  /// Groups that the layer cuts channels into.
  fileprivate var groups: Int {
    switch kind {
    case .convolution(let convolution, _): return convolution.groups
    case .locallyConnected(let layer, _): return layer.groups
    case .responseNormalization(let normalization):
      guard case .acrossChannels(let groups) = normalization.extent else { return 1 }
      return groups
    case .fullyConnected, .rectifier, .maxPooling, .averagePooling, .dropout: return 1
    }
  }
}

extension LayerSpecification.Kind {
  /// What a layer with filters or weights says of them; nil for others.
  package var parameters: LayerSpecification.Parameters? {
    switch self {
    case .convolution(_, let parameters), .locallyConnected(_, let parameters), .fullyConnected(let parameters):
      parameters
    case .rectifier, .responseNormalization, .maxPooling, .averagePooling, .dropout: nil
    }
  }
}
