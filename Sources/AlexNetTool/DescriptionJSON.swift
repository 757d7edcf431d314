import Networks
import Reports

/// Descriptions of networks for programs.
enum DescriptionJSON {
  /// The networks with their totals.
  static func list(_ networks: [NetworkDescription]) -> JSONValue {
    [
      "networks": .array(
        networks.map { network in
          [
            "name": .string(network.specification.name), "summary": .string(network.specification.summary),
            "parameters": .integer(network.parameters), "multiplyAdds": .integer(network.multiplyAdds),
          ]
        })
    ]
  }

  /// Everything about one network.
  static func network(_ network: NetworkDescription) -> JSONValue {
    let specification = network.specification
    let memory = network.memory
    return [
      "network": .string(specification.name),
      "summary": .string(specification.summary),
      "parameters": .integer(network.parameters),
      "multiplyAdds": .integer(network.multiplyAdds),
      "trainingMultiplyAdds": .integer(network.trainingMultiplyAdds),
      "layers": .array(network.layers.map(layer)),
      "input": object(specification.input.namedValues),
      "recipe": object(specification.recipe.namedValues),
      "memory": [
        "batch": .integer(memory.batch), "parameterBytes": .integer(memory.parameters),
        "gradientBytes": .integer(memory.gradients), "optimizerBytes": .integer(memory.optimizer),
        "trainingBytes": .integer(memory.training), "inferenceBytes": .integer(memory.inference),
      ],
    ]
  }

  private static func layer(_ layer: NetworkDescription.Layer) -> JSONValue {
    [
      "name": .string(layer.name), "kind": .string(layer.kind.name),
      "output": .array(layer.output.map(JSONValue.integer)), "parameters": .integer(layer.parameters),
      "multiplyAdds": .integer(layer.multiplyAdds), "conventions": object(layer.kind.conventions),
    ]
  }

  private static func object(_ values: [NamedValue]) -> JSONValue {
    .object(values.map { JSONValue.Member($0.name, value($0.value)) })
  }

  private static func value(_ value: NamedValue.Value) -> JSONValue {
    switch value {
    case .text(let text): .string(text)
    case .integer(let integer): .integer(integer)
    case .number(let number): .number(number)
    case .flag(let flag): .bool(flag)
    case .numbers(let numbers): .array(numbers.map(JSONValue.number))
    case .integers(let integers): .array(integers.map(JSONValue.integer))
    case .group(let values): object(values)
    }
  }
}
