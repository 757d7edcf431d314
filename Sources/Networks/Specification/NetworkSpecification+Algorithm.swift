import Operations

extension NetworkSpecification {
  /// The same network with the convolutions that an algorithm can compute computed by it, the others as they were.
  ///
  /// Winograd's algorithms are an option for inference: fewer multiplications, other bits.
  public func convolving(by algorithm: Convolution.Algorithm?) -> NetworkSpecification {
    var specification = self
    for index in layers.indices {
      if case .convolution(let convolution, let parameters) = layers[index].kind {
        specification.layers[index].kind = .convolution(convolution.computed(by: algorithm), parameters)
      }
    }
    return specification
  }
}
