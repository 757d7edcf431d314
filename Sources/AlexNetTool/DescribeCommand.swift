import CommandLineSupport
import Networks
import Training

/// `alexnet describe`: the layers, shapes, parameters, arithmetic, memory and conventions of a network.
enum DescribeCommand: Subcommand {
  static let specification = CommandSpecification(
    name: "describe", summary: "Show a network's layers, shapes, parameters, arithmetic, memory and conventions.",
    discussion: """
      Without --network, the networks are listed. Shapes are those of one image, channels first; multiply-adds count \
      padding as if it were pixels. A training step multiplies three times as much as a forward pass, less the first \
      layer's input gradient, which nobody needs.
      """,
    options: [
      OptionSpecification(
        "--network", "NAME", help: "One of \(NetworkSpecification.presets.map(\.name).joined(separator: ", "))."),
      OptionSpecification(flag: "--list", help: "List the networks."),
      OptionSpecification("--classes", "N", help: "Outputs of the last layer.", default: "the network's, 1000 or 10"),
      OptionSpecification("--batch", "N", help: "Images that memory is counted for.", default: "the network's batch"),
    ],
    examples: [
      .init("alexnet describe", "Lists the networks."),
      .init("alexnet describe --network paper", "The network of 2012."),
      .init("alexnet describe --network torchvision --classes 10 --json", "The same facts for a program."),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let presets = NetworkSpecification.presets
    guard let name = try arguments.choice("--network", among: presets.map(\.name)) else {
      if let option = ["--classes", "--batch"].first(where: arguments.isGiven) {
        throw arguments.conflict("\(option) needs --network NAME")
      }
      let networks = try presets.map { NetworkDescription(try NetworkPlan($0), batch: $0.recipe.batch) }
      write(arguments.isJSON ? DescriptionJSON.list(networks).prettyDescription : DescriptionText.list(networks))
      return .success
    }
    if arguments.flag("--list") { throw arguments.conflict("--list and --network exclude each other") }
    // Ten million classes of 4,096 inputs are 160 GB: more than any network here can have, and far from overflow.
    let classes = try arguments.integer("--classes", in: 1...10_000_000)
    let batch = try arguments.integer("--batch", in: 1...1_000_000)
    let network = try NetworkSpecification.preset(named: name, classes: classes)
    let description = NetworkDescription(try NetworkPlan(network), batch: batch ?? network.recipe.batch)
    write(
      arguments.isJSON
        ? DescriptionJSON.network(description).prettyDescription : DescriptionText.network(description))
    return .success
  }

  private static func write(_ text: String) {
    Terminal.write(text.hasSuffix("\n") ? text : text + "\n", to: .standardOutput)
  }
}
