extension NetworkSpecification {
  /// The same network with other initial values in all layers that have parameters, and one rate and decay for all of them
  /// where `keepsPolicies` is false.
  ///
  /// The paper's own values (σ = 0.01, biases of 1) give every image nearly the same activations at first: a run on few
  /// images, or of few steps, stays at the logarithm of the number of classes. `Initialization(weights: .heNormal, …)`
  /// (He et al., 2015) learns from the first step on.
  public func initialized(_ initialization: Initialization, keepsPolicies: Bool = true) -> NetworkSpecification {
    changingParameters { _, parameters in
      guard keepsPolicies else {
        parameters = LayerSpecification.Parameters(outputs: parameters.outputs, initialization: initialization)
        return
      }
      parameters.initialization = initialization
    }
  }
}
