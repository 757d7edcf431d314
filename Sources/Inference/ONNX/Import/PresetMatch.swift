import Networks
import Operations
import Tensors

/// The comparison of a network's layers with those of the presets.
enum PresetMatch {
  /// The plans of presets that compute what a network computes, in its widths.
  static func presets(like plan: NetworkPlan) -> [NetworkPlan] {
    let wanted = plan.layers.compactMap(computation)
    let outputs = plan.layers.compactMap { $0.specification.kind.parameters?.outputs }
    return NetworkSpecification.presets.compactMap { preset in
      guard preset.layers.count(where: { $0.kind.parameters != nil }) == outputs.count,
        let candidate = try? NetworkPlan(preset.withOutputs(outputs)), candidate.inputShape == plan.inputShape
      else { return nil }
      return candidate.layers.compactMap(computation) == wanted ? candidate : nil
    }
  }

  /// What a layer computes in testing; nil if it changes nothing.
  private static func computation(_ layer: NetworkPlan.Layer) -> LayerSpecification.Kind? {
    func same(_ parameters: LayerSpecification.Parameters) -> LayerSpecification.Parameters {
      LayerSpecification.Parameters(outputs: parameters.outputs, initialization: .framework)
    }
    switch layer.specification.kind {
    case .convolution(let convolution, let parameters):
      let geometry = windows(convolution.geometry, layer)
      return .convolution(Convolution(geometry: geometry, groups: convolution.groups), same(parameters))
    case .locallyConnected(let local, let parameters):
      return .locallyConnected(
        LocallyConnected(geometry: windows(local.geometry, layer), groups: local.groups), same(parameters))
    case .fullyConnected(let parameters): return .fullyConnected(same(parameters))
    case .rectifier: return .rectifier
    case .responseNormalization(let normalization): return .responseNormalization(common(normalization))
    case .maxPooling(let pooling): return .maxPooling(MaxPooling(geometry: windows(pooling.geometry, layer)))
    case .averagePooling(let pooling):
      // A window of one pixel is what exporters make of pooling to a size that is there already.
      if pooling.geometry == WindowGeometry(1) { return nil }
      let padding = pooling.geometry.padding
      return .averagePooling(
        AveragePooling(
          geometry: windows(pooling.geometry, layer),
          countsPadding: pooling.countsPadding && padding != .none))
    case .dropout(let dropout):
      return dropout.testingFactor == 1
        ? nil : .dropout(Dropout(rate: Double(Float(dropout.rate)), scaling: .testing))
    }
  }

  /// Windows by where they lie, however sizes came about: padding behind is as much as they read.
  private static func windows(_ geometry: WindowGeometry, _ layer: NetworkPlan.Layer) -> WindowGeometry {
    var geometry = geometry
    let (outputs, input) = (layer.outputShape, layer.inputShape)
    geometry.rounding = .floor
    geometry.padding.bottom =
      (outputs[0] - 1) * geometry.rowStride + geometry.rows - input[0] - geometry.padding.top
    geometry.padding.right =
      (outputs[1] - 1) * geometry.columnStride + geometry.columns - input[1] - geometry.padding.left
    return geometry
  }

  /// A normalization with α in the convention that divides it, constants rounded as files have them.
  private static func common(_ normalization: ResponseNormalization) -> ResponseNormalization {
    var common = normalization
    if !common.dividesAlphaByWindow {
      let size = common.extent == .spatial ? common.window * common.window : common.window
      common.alpha *= Double(size)
      common.dividesAlphaByWindow = true
    }
    common.alpha = Double(Float(common.alpha))
    common.beta = Double(Float(common.beta))
    common.k = Double(Float(common.k))
    return common
  }
}
