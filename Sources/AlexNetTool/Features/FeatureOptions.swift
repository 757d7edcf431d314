import CommandLineSupport
import Datasets
import Inference
import Networks

/// What commands that compute features have in common: the network, the layer, images in files or a data set.
enum FeatureOptions {
  static let network = [
    OptionSpecification("--weights", "FILE", help: "Weights of the network."),
    OptionSpecification(
      "--network", "NAME", help: "Preset of the weights.", default: "recognized from names and shapes"),
    OptionSpecification(
      "--mean", "MEAN", help: "What is subtracted: a file of statistics, R,G,B, or imagenet.",
      default: "what the weights bring along"),
    OptionSpecification("--layer", "NAME", help: "Layer that gives the features.", default: "the last but one"),
    OptionSpecification("--batch", "N", help: "Images that pass at once; results do not depend on it.", default: "32"),
  ]

  static let data = [
    OptionSpecification("--data", "PATH", help: "A data set, of any kind that `alexnet train` takes."),
    OptionSpecification(
      "--part", "training|validation", help: "Which of its images.", default: "validation"),
    OptionSpecification(
      "--held-out", "FRACTION", help: "Part of the images for validation, where the data has none.", default: "0.1"),
  ]

  /// What gives the features that were asked for.
  static func extractor(_ arguments: ParsedArguments, layer: String? = nil) throws -> FeatureExtractor {
    guard let weights = arguments.string("--weights") else { throw arguments.conflict("--weights FILE is missing") }
    let network = try arguments.choice("--network", among: NetworkSpecification.presets.map(\.name))
    let batch = try arguments.integer("--batch", in: 1...4096) ?? 32
    let model = try Model(weights: weights, network: network, mean: arguments.string("--mean"))
    ModelNotes.write(model.notes, isQuiet: arguments.isQuiet)
    let layer = layer ?? arguments.string("--layer") ?? defaultLayer(model)
    return try FeatureExtractor(model, layer: layer, batch: batch)
  }

  /// The last hidden layer: fc7, whose distances say how similar images are.
  private static func defaultLayer(_ model: Model) -> String {
    let layers = model.specification.parameterLayers
    return layers.dropLast().last ?? layers[0]
  }

  /// The data set of `--data`.
  static func splits(_ arguments: ParsedArguments, path: String) throws -> ImageSplits {
    let heldOut = try arguments.number("--held-out", in: 0..<1) ?? 0.1
    return try DataOpening(isQuiet: arguments.isQuiet || arguments.isJSON).open(
      path: path, heldOut: heldOut, seed: try arguments.seed())
  }

  /// A part of the data set of `--data`.
  static func part(_ arguments: ParsedArguments, path: String) throws -> any ImageSource {
    let splits = try splits(arguments, path: path)
    let part = try arguments.choice("--part", among: ["training", "validation"]) ?? "validation"
    return part == "training" ? splits.training : splits.validation
  }

  /// The images that features in a file are of.
  static func source(of description: FeatureDescription, _ arguments: ParsedArguments) throws -> any ImageSource {
    guard let data = description.data else { return ImageFile.source(of: description.names) }
    let splits = try splits(arguments, path: data)
    return description.part == "training" ? splits.training : splits.validation
  }

  /// Progress of images.
  static func progress(_ arguments: ParsedArguments, _ title: String, total: Int) -> ProgressLine {
    ProgressLine(
      title: title, total: total, unit: "images", style: .automatic(isQuiet: arguments.isQuiet || arguments.isJSON))
  }
}
