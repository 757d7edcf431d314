import CommandLineSupport
import Datasets
import Foundation
import Inference
import Kernels
import Networks
import Operations

/// The options of commands that run networks over images: weights, input, views, calibration.
enum ClassifierOptions {
  static let weights = OptionSpecification(
    "--weights", "FILE,…", help: "Weights of the network; several, of an ensemble, separated by commas.")

  /// What tells a network from weights that do not say it.
  static let recognition = [
    OptionSpecification(
      "--network", "NAME", help: "Preset of the weights.", default: "recognized from names and shapes"),
    OptionSpecification(
      "--mean", "MEAN", help: "What is subtracted: a file of statistics, R,G,B, or imagenet.",
      default: "what the weights bring along"),
    OptionSpecification(
      "--classes", "FILE", help: "Names of the classes, one a line.", default: "what the weights bring along"),
  ]

  /// Dropout in testing, of commands that show what it does.
  static let dropoutSamples = OptionSpecification(
    "--dropout-samples", "N", help: "Give probabilities intervals over N masks of dropout.", default: "0")

  /// How convolutions are computed.
  static let convolution = OptionSpecification(
    "--convolution", "winograd4x4|winograd6x6",
    help: "Winograd's algorithms instead of direct convolution: faster for a few images at once, other last digits.",
    default: "direct")

  /// How images pass.
  static let passing = [
    OptionSpecification("--views", "1|10", help: "The middle of an image, or ten views averaged.", default: "1"),
    OptionSpecification(
      "--batch", "N", help: "Views that pass at once; results do not depend on it.", default: "32"),
    OptionSpecification(
      "--dense-weights", NarrowWeights<Float>.Format.allCases.map(\.rawValue).joined(separator: "|"),
      help: "Keep the weights of fully connected layers in sixteen or eight bits: half or a quarter of the memory.",
      default: "float32"),
    convolution,
    OptionSpecification(
      "--calibration", "FILE", help: "Temperature and ensemble weights that `alexnet evaluate` fitted.",
      default: "none"),
    OptionSpecification(
      "--on-bad-image", "skip|fail", help: "Leave out images that cannot be read, and list them, or end.",
      default: "fail"),
  ]

  /// The networks that were asked for.
  static func models(_ arguments: ParsedArguments) throws -> [Model] {
    guard let text = arguments.string("--weights") else { throw arguments.conflict("--weights FILE is missing") }
    let network = try arguments.choice("--network", among: NetworkSpecification.presets.map(\.name))
    // A comma may be part of a name.
    let paths =
      FileManager.default.fileExists(atPath: text) ? [text] : text.split(separator: ",").map(String.init)
    guard !paths.isEmpty else { throw arguments.conflict("--weights names no file") }
    return try paths.map { path throws(ModelError) in
      try Model(
        weights: path, network: network, mean: arguments.string("--mean"), classNames: arguments.string("--classes"))
    }
  }

  /// A classifier of them.
  static func classifier(_ arguments: ParsedArguments) throws -> Classifier {
    var options = ClassificationOptions()
    if let views = try arguments.choice("--views", among: ["1", "10"]) {
      options.views = views == "10" ? .ten : .centre
    }
    if let name = try arguments.choice("--dense-weights", among: NarrowWeights<Float>.Format.allCases.map(\.rawValue)) {
      options.denseWeights = NarrowWeights<Float>.Format(rawValue: name)
    }
    options.convolution = try convolution(arguments)
    options.batch = try arguments.integer("--batch", in: 1...4096) ?? options.batch
    if arguments.command.options.contains(dropoutSamples) {
      options.dropoutSamples = try arguments.integer(dropoutSamples.name, in: 2...10_000) ?? 0
    }
    options.seed = try arguments.seed()
    let models = try models(arguments)
    if let path = arguments.string("--calibration") {
      let calibration = try Calibration(path: path)
      options.temperature = calibration.temperature
      options.weights = calibration.weights
    }
    return try Classifier(models, options: options)
  }

  /// The algorithm of convolutions that was asked for.
  static func convolution(_ arguments: ParsedArguments) throws -> Convolution.Algorithm? {
    let choices = [Convolution.Algorithm.winograd4x4, .winograd6x6].map(\.rawValue)
    return try arguments.choice(convolution.name, among: choices).flatMap(Convolution.Algorithm.init(rawValue:))
  }

  /// Whether images that cannot be read are left out.
  static func skipsBadImages(_ arguments: ParsedArguments) throws -> Bool {
    try arguments.choice("--on-bad-image", among: LoadingOptions.BadImages.allCases.map(\.rawValue)) == "skip"
  }
}
