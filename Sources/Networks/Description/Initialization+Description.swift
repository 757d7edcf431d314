extension Initialization.Weights {
  /// The distribution in words, such as "normal, σ 0.01".
  package var words: String {
    switch self {
    case .normal(let deviation): "normal, σ \(deviation.words)"
    case .heNormal: "normal, σ √(2/fan-in)"
    case .uniformFanIn: "uniform, ±1/√fan-in"
    }
  }
}

extension Initialization.Biases {
  /// The distribution in words, such as "1".
  package var words: String {
    switch self {
    case .constant(let value): value.words
    case .uniformFanIn: "uniform, ±1/√fan-in"
    }
  }
}

extension ParameterPolicy {
  /// The rate and the decay in words, such as "rate ×2, decay 0".
  ///
  /// - Parameter recipe: where the decay comes from if the policy names none.
  package func words(under recipe: TrainingRecipe) -> String {
    "rate ×\(rateFactor.words), decay \((decay ?? recipe.weightDecay).words)"
  }

  /// Under names; without a decay where the recipe's applies.
  var namedValues: [NamedValue] {
    [NamedValue("rateFactor", .number(rateFactor))] + (decay.map { [NamedValue("decay", .number($0))] } ?? [])
  }
}

extension LayerSpecification.Parameters {
  /// Initial values and policies under names.
  var namedValues: [NamedValue] {
    var weightValues: [NamedValue]
    switch initialization.weights {
    case .normal(let deviation):
      weightValues = [NamedValue("distribution", .text("normal")), NamedValue("deviation", .number(deviation))]
    case .heNormal: weightValues = [NamedValue("distribution", .text("heNormal"))]
    case .uniformFanIn: weightValues = [NamedValue("distribution", .text("uniformFanIn"))]
    }
    var biasValues: [NamedValue]
    switch initialization.biases {
    case .constant(let value):
      biasValues = [NamedValue("distribution", .text("constant")), NamedValue("value", .number(value))]
    case .uniformFanIn: biasValues = [NamedValue("distribution", .text("uniformFanIn"))]
    }
    weightValues += weights.namedValues
    biasValues += biases.namedValues
    return [
      NamedValue("outputs", .integer(outputs)), NamedValue("weights", .group(weightValues)),
      NamedValue("biases", .group(biasValues)),
    ]
  }
}
