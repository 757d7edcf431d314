import Operations

extension LayerSpecification.Kind {
  /// The kind in the field's word, such as "convolution".
  package var name: String {
    switch self {
    case .convolution: "convolution"
    case .locallyConnected: "locally connected"
    case .fullyConnected: "fully connected"
    case .rectifier: "ReLU"
    case .responseNormalization: "response normalization"
    case .maxPooling: "max pooling"
    case .averagePooling: "average pooling"
    case .dropout: "dropout"
    }
  }

  /// The kind with its conventions in words, such as "convolution 5×5, padding 2, 2 groups".
  package var words: String {
    switch self {
    case .convolution(let convolution, _): sliding(convolution.geometry, groups: convolution.groups)
    case .locallyConnected(let layer, _): sliding(layer.geometry, groups: layer.groups)
    case .fullyConnected, .rectifier: name
    case .responseNormalization(let normalization): normalization.words
    case .maxPooling(let pooling): sliding(pooling.geometry)
    case .averagePooling(let pooling):
      sliding(pooling.geometry) + ", divided by the inputs"
        + (pooling.countsPadding ? " and the padding" : "") + " in a window"
    case .dropout(let dropout): dropout.words
    }
  }

  /// All conventions under names.
  package var conventions: [NamedValue] {
    switch self {
    case .convolution(let convolution, let parameters):
      convolution.geometry.namedValues + [NamedValue("groups", .integer(convolution.groups))] + parameters.namedValues
    case .locallyConnected(let layer, let parameters):
      layer.geometry.namedValues + [NamedValue("groups", .integer(layer.groups))] + parameters.namedValues
    case .fullyConnected(let parameters): parameters.namedValues
    case .rectifier: []
    case .responseNormalization(let normalization): normalization.namedValues
    case .maxPooling(let pooling): pooling.geometry.namedValues
    case .averagePooling(let pooling):
      pooling.geometry.namedValues + [NamedValue("countsPadding", .flag(pooling.countsPadding))]
    case .dropout(let dropout):
      [NamedValue("rate", .number(dropout.rate)), NamedValue("scaling", .text(dropout.scaling.rawValue))]
    }
  }

  private func sliding(_ geometry: WindowGeometry, groups: Int = 1) -> String {
    let words = ["\(name) \(geometry.windowWords)"] + geometry.placementWords
    return (words + (groups > 1 ? ["\(groups) groups"] : [])).joined(separator: ", ")
  }
}

extension ResponseNormalization {
  fileprivate var words: String {
    let place: String
    let size: Int
    switch extent {
    case .acrossChannels(let groups):
      place = "across \(window) channels" + (groups > 1 ? " within \(groups) groups" : "")
      size = window
    case .spatial:
      place = "over \(window)×\(window) pixels"
      size = window * window
    }
    let scale = alpha.words + (dividesAlphaByWindow ? "/\(size)" : " undivided")
    return "response normalization \(place), k \(k.words), α \(scale), β \(beta.words)"
  }

  fileprivate var namedValues: [NamedValue] {
    let constants = [
      NamedValue("k", .number(k)), NamedValue("alpha", .number(alpha)), NamedValue("beta", .number(beta)),
      NamedValue("window", .integer(window)), NamedValue("dividesAlphaByWindow", .flag(dividesAlphaByWindow)),
    ]
    return switch extent {
    case .acrossChannels(let groups):
      constants + [NamedValue("extent", .text("channels")), NamedValue("groups", .integer(groups))]
    case .spatial: constants + [NamedValue("extent", .text("spatial"))]
    }
  }
}

extension Dropout {
  fileprivate var words: String {
    switch scaling {
    case .training: "dropout \(rate.words), scaled by \(trainingFactor.words) in training"
    case .testing: "dropout \(rate.words), scaled by \(testingFactor.words) in testing"
    }
  }
}
