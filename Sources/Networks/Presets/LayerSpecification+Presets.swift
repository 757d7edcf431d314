import Operations

/// Layers in the words of the presets: a name, a size, and every convention.
extension LayerSpecification {
  /// A convolution of `filters` filters.
  static func convolution(
    _ name: String, _ filters: Int, _ geometry: WindowGeometry, groups: Int = 1, _ initialization: Initialization,
    weights: ParameterPolicy = .standard, biases: ParameterPolicy
  ) -> LayerSpecification {
    LayerSpecification(
      name,
      .convolution(
        Convolution(geometry: geometry, groups: groups),
        Parameters(outputs: filters, initialization: initialization, weights: weights, biases: biases)))
  }

  /// A convolution whose `filters` filters are not shared between positions.
  static func locallyConnected(
    _ name: String, _ filters: Int, _ geometry: WindowGeometry, _ initialization: Initialization,
    weights: ParameterPolicy = .standard, biases: ParameterPolicy
  ) -> LayerSpecification {
    LayerSpecification(
      name,
      .locallyConnected(
        LocallyConnected(geometry: geometry),
        Parameters(outputs: filters, initialization: initialization, weights: weights, biases: biases)))
  }

  /// A fully connected layer.
  static func fullyConnected(
    _ name: String, _ outputs: Int, _ initialization: Initialization, weights: ParameterPolicy = .standard,
    biases: ParameterPolicy
  ) -> LayerSpecification {
    LayerSpecification(
      name,
      .fullyConnected(Parameters(outputs: outputs, initialization: initialization, weights: weights, biases: biases)))
  }

  /// ReLU.
  static func rectifier(_ name: String) -> LayerSpecification { LayerSpecification(name, .rectifier) }

  /// A normalization.
  static func normalization(_ name: String, _ normalization: ResponseNormalization) -> LayerSpecification {
    LayerSpecification(name, .responseNormalization(normalization))
  }

  /// The maximum of windows of 3 with stride 2, which overlap (the paper's section 3.4).
  static func maxPooling(_ name: String, rounding: WindowGeometry.Rounding) -> LayerSpecification {
    LayerSpecification(name, .maxPooling(MaxPooling(geometry: WindowGeometry(3, stride: 2, rounding: rounding))))
  }

  /// The mean of windows of 3 with stride 2, sizes rounded up, over the inputs that a window really has.
  static func averagePooling(_ name: String) -> LayerSpecification {
    LayerSpecification(
      name,
      .averagePooling(
        AveragePooling(geometry: WindowGeometry(3, stride: 2, rounding: .ceil), countsPadding: false)))
  }

  /// Dropout of half of the values.
  static func dropout(_ name: String, scaling: Dropout.Scaling) -> LayerSpecification {
    LayerSpecification(name, .dropout(Dropout(rate: 0.5, scaling: scaling)))
  }
}
