import Foundation
import Networks

/// What a run takes over from another network, and which layers it trains how; part of the run's configuration.
public struct TransferConfiguration: Hashable, Sendable, Codable {
  /// The file of weights that the run began with; nil if it began with random ones.
  public var weights: String?
  /// Layers that began with random weights all the same, such as the head for other classes.
  public var newLayers: [String]
  /// Layers that are neither computed backward nor changed.
  public var frozen: [String]
  /// What the learning rate of a layer is multiplied by, on top of what the preset says.
  public var rates: [String: Double]

  /// A configuration; without arguments it changes nothing.
  public init(
    weights: String? = nil, newLayers: [String] = [], frozen: [String] = [], rates: [String: Double] = [:]
  ) {
    self.weights = weights
    self.newLayers = newLayers
    self.frozen = frozen
    self.rates = rates
  }

  /// The network with frozen layers and rates.
  ///
  /// - Throws: `TrainingError.configuration` if a layer is none of the network's, a rate makes no sense, a layer is both
  ///   new and frozen, or nothing is left to train.
  public func applied(to network: NetworkSpecification) throws(TrainingError) -> NetworkSpecification {
    let layers = network.parameterLayers
    for name in newLayers + frozen + rates.keys.sorted() where !layers.contains(name) {
      throw .configuration(LayerSelection.unknown(name, layers, network.name))
    }
    for (name, factor) in rates.sorted(by: { $0.key < $1.key }) {
      guard factor.isFinite && factor > 0 else {
        throw .configuration(
          "the rate of \(name) is multiplied by \(factor); it takes a positive number, or freeze the layer")
      }
      if frozen.contains(name) { throw .configuration("\(name) is frozen, so it has no rate; leave one of them out") }
    }
    if let name = newLayers.first(where: frozen.contains) {
      throw .configuration("\(name) is new, and frozen it would stay random; freeze fewer layers")
    }
    guard !layers.allSatisfy(frozen.contains) else {
      throw .configuration("all layers are frozen (\(layers.joined(separator: ", "))), so there is nothing to train")
    }
    return network.freezing(frozen).scalingRates(rates)
  }
}
