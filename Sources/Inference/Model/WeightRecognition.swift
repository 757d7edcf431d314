import Networks
import WeightFormats

/// Which network a file's weights are of.
struct WeightRecognition: Sendable {
  /// The network, and where its parameters are.
  let match: WeightMatch
  /// What the first layer's filters go through.
  let change: InputChange?
  /// What was recognized and how, and what is done about it, a sentence each.
  let notes: [String]

  /// Recognizes a file's network.
  ///
  /// - Parameters:
  ///   - archive: the file.
  ///   - metadata: what it says of itself.
  ///   - network: the preset that the user asks for; nil to find out.
  /// - Throws: `ModelError` if no network has these tensors.
  init(_ archive: any WeightArchive, _ metadata: ModelMetadata, network: String?) throws(ModelError) {
    let tensors = FileTensors(archive)
    let hints = Self.hints(archive, metadata, tensors)
    let presets: [NetworkSpecification]
    let wanted = network ?? metadata.network
    if let wanted {
      presets = [try Self.preset(wanted, network == nil ? metadata.input : nil, archive.name, isChosen: network != nil)]
    } else {
      presets = NetworkSpecification.presets
    }
    let attempts = presets.compactMap { try? WeightMatch($0, tensors, adaptsWidths: false) }
    var fits = attempts.filter(\.mismatches.isEmpty)
    if fits.isEmpty {
      fits = presets.compactMap { try? WeightMatch($0, tensors, adaptsWidths: true) }.filter(\.mismatches.isEmpty)
    }
    let hinted = hints.networks.lazy.compactMap { name in fits.first { $0.plan.specification.name == name } }.first
    guard let chosen = hinted ?? fits.first else {
      guard let nearest = attempts.min(by: { $0.mismatches.count < $1.mismatches.count }) else {
        throw .network("\(archive.name): no network fits its tensors")
      }
      throw .mismatch(
        file: archive.name, network: nearest.plan.specification.name, isChosen: wanted != nil, nearest.mismatches)
    }
    match = chosen
    let specification = chosen.plan.specification
    var notes = [Self.note(archive, chosen, hints, wanted: network, fits: fits)]
    change = Self.change(hints, specification, &notes)
    if chosen.naming == .towers {
      let merged = chosen.sources.compactMap(\.self).filter { $0.tensors.count == 2 }
      notes.append(
        "\(merged.count) tensors are merged from the authors' two towers"
          + (merged.contains(where: \.swapsLastInputs) ? "; fc7's tower b reads (b, a), which is put in order" : ""))
    }
    let transposed = chosen.sources.indices.filter { chosen.sources[$0]?.isTransposed == true }
    if !transposed.isEmpty {
      notes.append(
        transposed.map(chosen.plan.fieldName).joined(separator: ", ")
          + " are inputs × outputs there and are transposed")
    }
    let used = Set(chosen.sources.compactMap(\.self).flatMap(\.tensors))
    let unused = tensors.entries.map(\.name).filter { !used.contains($0) && $0 != InputMean.tensorName }
    if !unused.isEmpty {
      notes.append(
        "left out: " + unused.prefix(8).joined(separator: ", ")
          + (unused.count > 8 ? " and \(unused.count - 8) more" : ""))
    }
    self.notes = notes
  }

  // MARK: Parts

  /// What names and the format say of where weights come from.
  private struct Hints {
    /// Networks that they may be of, the likeliest first.
    var networks: [String] = []
    /// What says so, in words.
    var reason = ""
  }

  private static func hints(_ archive: any WeightArchive, _ metadata: ModelMetadata, _ tensors: FileTensors) -> Hints {
    if let network = metadata.network { return Hints(networks: [network], reason: "by the file's metadata") }
    let eight = NetworkSpecification.torchvision().layers.filter { $0.kind.parameters != nil }.map(\.name)
    switch tensors.naming(of: eight) {
    case .torchvision: return Hints(networks: ["torchvision"], reason: "by the names of its tensors")
    case .towers: return Hints(networks: ["krizhevsky-code"], reason: "by its two towers")
    case .layers, .order: break
    }
    let name = (archive.metadata["name"] ?? "").lowercased()
    let isZoo = archive.entries.contains { $0.name.hasSuffix("conv1_w_0") }
    guard archive.formatName.lowercased().hasPrefix("caffe") || isZoo else { return Hints() }
    if name.contains("caffenet") { return Hints(networks: ["caffenet", "caffe"], reason: "by its name") }
    return Hints(networks: ["caffe", "caffenet"], reason: isZoo ? "by the names of its tensors" : "by its format")
  }

  private static func preset(
    _ name: String, _ input: InputConvention?, _ file: String, isChosen: Bool
  ) throws(ModelError) -> NetworkSpecification {
    do throws(NetworkError) {
      var specification = try NetworkSpecification.preset(named: name)
      if let input { specification.input = input }
      return specification
    } catch {
      if isChosen { throw .network("\(error)") }
      throw .metadata(file: file, key: ModelMetadata.networkKey, problem: "names no network: \(error)")
    }
  }

  /// What the first layer needs when weights of one convention are used with another.
  private static func change(
    _ hints: Hints, _ specification: NetworkSpecification, _ notes: inout [String]
  ) -> InputChange? {
    guard let origin = hints.networks.first, !hints.networks.contains(specification.name),
      let old = try? NetworkSpecification.preset(named: origin),
      let change = InputChange(from: old.input, to: specification.input)
    else { return nil }
    if change.isReversed {
      notes.append(
        "the first layer's planes are exchanged: \(old.input.channels.rawValue.uppercased()) of \(origin) to "
          + "\(specification.input.channels.rawValue.uppercased()) of \(specification.name)")
    }
    if change.factors.contains(where: { $0 != 1 }) {
      notes.append(
        "the first layer's filters are multiplied by \(change.factors.map(\.description).joined(separator: ", ")) "
          + "for pixels on the scale of \(specification.name)")
    }
    return change
  }

  private static func note(
    _ archive: any WeightArchive, _ chosen: WeightMatch, _ hints: Hints, wanted: String?, fits: [WeightMatch]
  ) -> String {
    let plan = chosen.plan
    let names = fits.map(\.plan.specification.name)
    let likely = hints.networks.filter(names.contains)
    let name = plan.specification.name
    let reason: String
    if wanted != nil {
      reason = "as asked for"
    } else if likely.first == name {
      reason = hints.reason
    } else if fits.count == 1 {
      reason = "by the shapes of its tensors"
    } else {
      let others = names.filter { $0 != name }.joined(separator: ", ")
      reason = "whose shapes \(others) have too; --network chooses among them"
    }
    let own = try? NetworkSpecification.preset(named: name, classes: plan.classes)
    let widths = own?.layers == plan.specification.layers ? "" : " in the file's widths"
    return "\(archive.name): \(archive.formatName), the network \(name)\(widths) (\(reason)), \(plan.classes) classes"
  }
}
