import CommandLineSupport
import Datasets
import Networks
import Training

/// The options that say how training images are changed at random; `train` and `augment` have them.
enum AugmentationOptions {
  static let all: [OptionSpecification] = [
    OptionSpecification(
      "--crop", "centre|random|random-resized",
      help: "Part of an image that the network sees: of its frame, or of random size.", default: "the preset's"),
    OptionSpecification("--mirror", "on|off", help: "Mirror training images at random.", default: "the preset's"),
    OptionSpecification(
      "--colour", "none|paper|krizhevsky-code", help: "Shift colours along their principal components.",
      default: "the preset's"),
    OptionSpecification(
      "--shift", "PIXELS", help: "Move training images at random, at most this far; black comes in.", default: "0"),
  ]

  /// The policy of a preset, changed by what the command line says.
  static func policy(_ recipe: AugmentationRecipe, _ arguments: ParsedArguments) throws -> AugmentationPolicy {
    var recipe = recipe
    let crops = AugmentationRecipe.Crop.allCases.map(\.rawValue)
    if let name = try arguments.choice("--crop", among: crops), let crop = AugmentationRecipe.Crop(rawValue: name) {
      recipe.crop = crop
    }
    if let mirrors = try arguments.choice("--mirror", among: ["on", "off"]) { recipe.mirrors = mirrors == "on" }
    let colours = AugmentationRecipe.Colour.allCases.map(\.rawValue)
    if let name = try arguments.choice("--colour", among: colours),
      let colour = AugmentationRecipe.Colour(rawValue: name)
    {
      recipe.colour = colour
    }
    var policy = AugmentationPolicy(recipe)
    policy.shift = try arguments.integer("--shift", in: 0...1024) ?? 0
    return policy
  }
}
