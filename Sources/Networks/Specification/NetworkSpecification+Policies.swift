extension NetworkSpecification {
  /// Names of the layers that have parameters, first to last.
  public var parameterLayers: [String] { layers.filter { $0.kind.parameters != nil }.map(\.name) }

  /// The same network with some layers frozen: neither computed backward nor changed by the optimizer.
  ///
  /// Names of layers without parameters, or of none, have no effect.
  public func freezing(_ names: some Sequence<String>) -> NetworkSpecification {
    let frozen = Set(names)
    return changingParameters { name, parameters in
      guard frozen.contains(name) else { return }
      parameters.weights.isTrained = false
      parameters.biases.isTrained = false
    }
  }

  /// The same network with the learning rates of some layers multiplied, on top of what their policies say.
  public func scalingRates(_ factors: [String: Double]) -> NetworkSpecification {
    changingParameters { name, parameters in
      guard let factor = factors[name] else { return }
      parameters.weights.rateFactor *= factor
      parameters.biases.rateFactor *= factor
    }
  }

  /// The same network with what a function makes of each layer's parameters.
  func changingParameters(
    _ change: (String, inout LayerSpecification.Parameters) -> Void
  ) -> NetworkSpecification {
    var network = self
    for index in layers.indices {
      guard var parameters = layers[index].kind.parameters else { continue }
      change(layers[index].name, &parameters)
      switch layers[index].kind {
      case .convolution(let convolution, _): network.layers[index].kind = .convolution(convolution, parameters)
      case .locallyConnected(let local, _): network.layers[index].kind = .locallyConnected(local, parameters)
      case .fullyConnected: network.layers[index].kind = .fullyConnected(parameters)
      case .rectifier, .responseNormalization, .maxPooling, .averagePooling, .dropout: break
      }
    }
    return network
  }
}
