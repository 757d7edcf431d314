extension NetworkSpecification {
  /// The same network with other initial values in all layers that have parameters, and one rate and decay for all of them
  /// where `keepsPolicies` is false.
  ///
  /// The paper's own values (σ = 0.01, biases of 1) give every image nearly the same activations at first: a run on few
  /// images, or of few steps, stays at the logarithm of the number of classes. `Initialization(weights: .heNormal, …)`
  /// (He et al., 2015) learns from the first step on.
  public func initialized(_ initialization: Initialization, keepsPolicies: Bool = true) -> NetworkSpecification {
    func changed(_ parameters: LayerSpecification.Parameters) -> LayerSpecification.Parameters {
      guard keepsPolicies else {
        return LayerSpecification.Parameters(outputs: parameters.outputs, initialization: initialization)
      }
      var parameters = parameters
      parameters.initialization = initialization
      return parameters
    }
    var network = self
    for index in layers.indices {
      switch layers[index].kind {
      case .convolution(let convolution, let parameters):
        network.layers[index].kind = .convolution(convolution, changed(parameters))
      case .locallyConnected(let local, let parameters):
        network.layers[index].kind = .locallyConnected(local, changed(parameters))
      case .fullyConnected(let parameters):
        network.layers[index].kind = .fullyConnected(changed(parameters))
      case .rectifier, .responseNormalization, .maxPooling, .averagePooling, .dropout: break
      }
    }
    return network
  }
}
