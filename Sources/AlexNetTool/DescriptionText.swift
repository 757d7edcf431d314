import CommandLineSupport
import Networks

/// Descriptions of networks for people.
enum DescriptionText {
  /// The networks, a line each.
  static func list(_ networks: [NetworkDescription]) -> String {
    var table = TextTable(columns: ["network": .left, "parameters": .right, "multiply-adds": .right, "": .left])
    for network in networks {
      table.addRow([
        .text(network.specification.name), .integer(network.parameters), .integer(network.multiplyAdds),
        .text(network.specification.summary),
      ])
    }
    return table.description
  }

  /// Everything about one network.
  static func network(_ network: NetworkDescription) -> String {
    let specification = network.specification
    return [
      "\(specification.name): \(specification.summary)\n", layers(network), totals(network), trained(network),
      "Input:   \(specification.input.words)\nRecipe:  \(specification.recipe.words)\n",
    ].joined(separator: "\n")
  }

  private static func layers(_ network: NetworkDescription) -> String {
    var table = TextTable(columns: [
      "layer": .left, "kind and conventions": .left, "output": .right, "parameters": .right, "multiply-adds": .right,
    ])
    let input = network.specification.input
    table.addRow(["input", "", .text(shape([input.channels.count, input.height, input.width])), .empty, .empty])
    for layer in network.layers {
      let computes = layer.parameters > 0
      table.addRow([
        .text(layer.name), .text(layer.kind.words), .text(shape(layer.output)),
        computes ? .integer(layer.parameters) : .empty, computes ? .integer(layer.multiplyAdds) : .empty,
      ])
    }
    table.addRule()
    table.addRow(["total", "", "", .integer(network.parameters), .integer(network.multiplyAdds)])
    return table.description
  }

  private static func totals(_ network: NetworkDescription) -> String {
    let memory = network.memory
    var table = TextTable(columns: ["": .left, "figure": .right, "unit": .left])
    table.addRow(["arithmetic forward", .integer(network.multiplyAdds), "multiply-adds an image"])
    table.addRow(["arithmetic of a training step", .integer(network.trainingMultiplyAdds), "multiply-adds an image"])
    table.addRow([
      "", .decimal(2 * Double(network.trainingMultiplyAdds) / 1e9, places: 3), "GFLOP an image",
    ])
    table.addRow(["parameters", .integer(memory.parameters), "bytes in Float32"])
    table.addRow(["their gradients", .integer(memory.gradients), "bytes"])
    table.addRow(["optimizer's velocities", .integer(memory.optimizer), "bytes"])
    let batch = "bytes, batch of \(NumberText.grouped(memory.batch))"
    table.addRow(["activations and gradients, training", .integer(memory.training), .text(batch)])
    table.addRow(["activations, forward alone", .integer(memory.inference), .text(batch)])
    return table.description
  }

  /// How parameters begin and are trained.
  private static func trained(_ network: NetworkDescription) -> String {
    let recipe = network.specification.recipe
    var table = TextTable(columns: [
      "layer": .left, "initial weights": .left, "initial biases": .left, "weights' training": .left,
      "biases' training": .left,
    ])
    for layer in network.layers {
      guard let parameters = layer.kind.parameters else { continue }
      table.addRow([
        .text(layer.name), .text(parameters.initialization.weights.words),
        .text(parameters.initialization.biases.words), .text(parameters.weights.words(under: recipe)),
        .text(parameters.biases.words(under: recipe)),
      ])
    }
    return table.description
  }

  private static func shape(_ dimensions: [Int]) -> String { dimensions.map(String.init).joined(separator: "×") }
}
