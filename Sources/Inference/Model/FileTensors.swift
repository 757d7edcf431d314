import Networks
import WeightFormats

/// The tensors of a file by the layers that they belong to.
struct FileTensors: Sendable {
  /// More outputs than any layer has; products of two of them and a filter's size do not overflow.
  private static let outputLimit = 1 << 20

  /// All tensors that are not an optimizer's, in the file's order.
  let entries: [WeightEntry]
  private let named: [(name: TensorName, entry: WeightEntry)]

  /// Takes names apart.
  init(_ archive: any WeightArchive) {
    entries = archive.entries.filter { !$0.name.hasPrefix("velocity.") }
    named = entries.compactMap { entry in TensorName(entry.name).map { ($0, entry) } }
  }

  /// How the file names layers, if it has layers of these names.
  func naming(of layers: [String]) -> WeightMatch.Naming {
    let first = layers.first ?? ""
    if has(first) { return .layers }
    if has(first + "a") && has(first + "b") { return .towers }
    if layers.count == WeightMatch.torchvisionModules.count && has(WeightMatch.torchvisionModules[0]) {
      return .torchvision
    }
    return .order
  }

  /// The tensors of a layer's weights or biases: none, one, or one for each tower.
  func find(
    layer: String, number: Int, of count: Int, role: NetworkPlan.Parameter.Role, _ naming: WeightMatch.Naming
  ) -> [WeightEntry] {
    switch naming {
    case .layers:
      if let entry = entry(layer, role) { return [entry] }
      // A head that was trained for other classes often has a name of its own: fc8_flickr.
      guard number == count - 1 else { return [] }
      return named.first { $0.name.layer.hasPrefix(layer + "_") && $0.name.role == role }.map { [$0.entry] } ?? []
    case .towers:
      let towers = [entry(layer + "a", role), entry(layer + "b", role)].compactMap(\.self)
      return towers.count == 2 ? towers : entry(layer, role).map { [$0] } ?? []
    case .torchvision:
      return entry(WeightMatch.torchvisionModules[number], role).map { [$0] } ?? []
    case .order:
      let index = 2 * number + (role == .weights ? 0 : 1)
      let tensors = entries.filter { !$0.shape.isEmpty }
      return tensors.count == 2 * count ? [tensors[index]] : []
    }
  }

  /// The outputs of a layer as its biases tell them; nil if they do not.
  func outputs(layer: String, number: Int, of count: Int, _ naming: WeightMatch.Naming) -> Int? {
    let biases = find(layer: layer, number: number, of: count, role: .biases, naming)
    guard !biases.isEmpty else { return nil }
    var total = 0
    for bias in biases {
      // Old Caffe files put dimensions of 1 before; locally connected layers have positions behind.
      guard let outputs = bias.shape.first(where: { $0 != 1 }) ?? bias.shape.last,
        (1...Self.outputLimit).contains(outputs)
      else { return nil }
      total += outputs
    }
    return total
  }

  private func has(_ layer: String) -> Bool { named.contains { $0.name.isOf(layer) } }

  private func entry(_ layer: String, _ role: NetworkPlan.Parameter.Role) -> WeightEntry? {
    named.first { $0.name.role == role && $0.name.isOf(layer) }?.entry
  }
}
