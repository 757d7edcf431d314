import CommandLineSupport
import Datasets
import Inference
import Networks
import Training

/// The options of `train` that say what a run takes over from another network, and on which part of the data it trains.
enum TransferOptions {
  static let all: [OptionSpecification] = [
    OptionSpecification(
      "--init", "FILE", help: "Begin with the weights of this file; see above.", default: "random weights"),
    OptionSpecification(
      "--classes-from", "PATH", help: "As --data, and a new head for its classes, however many the weights have."),
    OptionSpecification("--new-head", "LAYERS", help: "Layers that begin with random weights in spite of --init."),
    OptionSpecification("--freeze", "LAYERS", help: "Layers that are not trained."),
    OptionSpecification(
      "--rate", "LAYERS=FACTOR,...",
      help: "What the learning rate of layers is multiplied by, such as conv1=0.1,fc8=10."),
    OptionSpecification(
      "--classes", "LIST", help: "Train and measure on these classes alone: names or numbers, such as 0-4,7.",
      default: "all"),
    OptionSpecification(
      "--images-per-class", "N", help: "Train on the first N images of each class alone.", default: "all"),
  ]

  /// The weights that a run begins with; nil if no file is named.
  static func model(_ arguments: ParsedArguments) throws -> Model? {
    guard let path = arguments.string("--init") else {
      if let option = ["--classes-from", "--new-head"].first(where: arguments.isGiven) {
        throw arguments.conflict("\(option) is for a network that begins with weights of --init")
      }
      return nil
    }
    if arguments.isGiven("--data") && arguments.isGiven("--classes-from") {
      throw arguments.conflict("--classes-from names the data, so it excludes --data")
    }
    if arguments.isGiven("--initialization") && !arguments.isGiven("--classes-from") && !arguments.isGiven("--new-head")
    {
      throw arguments.conflict("--init names the initial weights; --initialization is then for a --new-head")
    }
    // What is subtracted from images is the training data's mean, whatever that of the weights was.
    return try Model(weights: path, network: arguments.string("--network"), mean: "imagenet")
  }

  /// What the command line says of layers; nil if nothing.
  static func transfer(
    _ arguments: ParsedArguments, _ network: NetworkSpecification
  ) throws(TrainingError) -> TransferConfiguration? {
    guard ["--init", "--freeze", "--rate"].contains(where: arguments.isGiven) else { return nil }
    var transfer = TransferConfiguration(weights: arguments.string("--init"))
    if let text = arguments.string("--new-head") {
      transfer.newLayers = try LayerSelection.layers(text, of: network)
    } else if arguments.isGiven("--classes-from") {
      transfer.newLayers = Array(network.parameterLayers.suffix(1))
    }
    if let text = arguments.string("--freeze") { transfer.frozen = try LayerSelection.layers(text, of: network) }
    if let text = arguments.string("--rate") { transfer.rates = try LayerSelection.rates(text, of: network) }
    _ = try transfer.applied(to: network)
    return transfer
  }

  /// The part of the data that the command line names; nil for all.
  static func selection(_ arguments: ParsedArguments) throws -> ImageSelection? {
    guard arguments.isGiven("--classes") || arguments.isGiven("--images-per-class") else { return nil }
    return ImageSelection(
      classes: arguments.string("--classes").map { $0.split(separator: ",").map(String.init) },
      imagesPerClass: try arguments.integer("--images-per-class", in: 1...(1 << 40)))
  }
}
