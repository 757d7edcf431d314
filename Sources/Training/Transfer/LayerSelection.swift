import Networks

/// Layers that have parameters, as a user names them: "conv1-conv5,fc8".
public enum LayerSelection {
  /// The layers of a text: names and ranges of names, separated by commas.
  ///
  /// - Throws: `TrainingError.configuration` if a name is none of the network's, or a range runs backward.
  public static func layers(
    _ text: String, of network: NetworkSpecification
  ) throws(TrainingError) -> [String] {
    let known = network.parameterLayers
    var chosen: Set<String> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      for name in try range(String(part), known, network.name) { chosen.insert(name) }
    }
    return known.filter(chosen.contains)
  }

  /// What rates are multiplied by: "conv1-conv5=0.1,fc8=10".
  ///
  /// - Throws: `TrainingError.configuration` if a name is none of the network's, is given twice, or its number makes no
  ///   sense.
  public static func rates(
    _ text: String, of network: NetworkSpecification
  ) throws(TrainingError) -> [String: Double] {
    let known = network.parameterLayers
    var rates: [String: Double] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2, let factor = Double(sides[1]), factor.isFinite, factor > 0 else {
        throw .configuration(
          "'\(part)' is no rate of a layer; write LAYER=FACTOR with a positive factor, such as \(known[0])=0.1")
      }
      for name in try range(String(sides[0]), known, network.name) {
        guard rates.updateValue(factor, forKey: name) == nil else {
          throw .configuration("the rate of \(name) is given twice")
        }
      }
    }
    return rates
  }

  /// Says that a network has no such layer, and which it has.
  static func unknown(_ name: String, _ layers: [String], _ network: String) -> String {
    "the network \(network) has no layer '\(name)' with weights; it has \(layers.joined(separator: ", "))"
  }

  private static func range(
    _ text: String, _ known: [String], _ network: String
  ) throws(TrainingError) -> ArraySlice<String> {
    // A name may hold a dash itself.
    if let index = known.firstIndex(of: text) { return known[index...index] }
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard ends.count == 2 else { throw .configuration(unknown(text, known, network)) }
    guard let first = known.firstIndex(of: ends[0]) else { throw .configuration(unknown(ends[0], known, network)) }
    guard let last = known.firstIndex(of: ends[1]) else { throw .configuration(unknown(ends[1], known, network)) }
    guard first <= last else {
      throw .configuration("\(text) runs backward; \(ends[1]) comes before \(ends[0])")
    }
    return known[first...last]
  }
}
