import CommandLineSupport
import Inference
import Reports

/// What `alexnet similar` says: a table for people, a JSON object an image for programs.
struct SimilarityReport {
  private let isJSON: Bool
  private let description: FeatureDescription
  private var table = TextTable(columns: ["image": .left, "similar to": .left, "class": .left, "distance": .right])

  init(_ arguments: ParsedArguments, _ description: FeatureDescription) {
    isJSON = arguments.isJSON
    self.description = description
  }

  mutating func add(_ name: String, _ neighbours: some Sequence<FeatureIndex.Neighbour>) {
    if isJSON {
      let list = neighbours.map { neighbour in
        JSONValue.object([
          .init("index", .integer(neighbour.index)), .init("name", .string(description.names[neighbour.index])),
          .init("class", .string(className(neighbour.index))), .init("distance", .number(neighbour.distance)),
        ])
      }
      let object = JSONValue.object([.init("image", .string(name)), .init("similar", .array(list))])
      Terminal.write(object.description + "\n", to: .standardOutput)
      return
    }
    for (rank, neighbour) in neighbours.enumerated() {
      table.addRow([
        .text(rank == 0 ? name : ""), .text(description.names[neighbour.index]), .text(className(neighbour.index)),
        .decimal(neighbour.distance, places: 3),
      ])
    }
  }

  func end(written: String?) {
    guard !isJSON else { return }
    Terminal.write(table.description + (written.map { "\n\($0)\n" } ?? ""), to: .standardOutput)
  }

  private func className(_ index: Int) -> String {
    guard let label = description.labels?[index], let classes = description.classes, classes.indices.contains(label)
    else { return "" }
    return classes[label]
  }
}
