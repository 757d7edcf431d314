import CommandLineSupport
import Datasets
import Foundation
import ImageCodecs
import Inference
import Networks
import Reports
import Visualization

/// `alexnet visualize`: pictures of what a network has learnt, and of what it sees in an image.
enum VisualizeCommand: Subcommand {
  static let specification = CommandSpecification(
    name: "visualize", summary: "Draw a network's filters, activations, and what its answer depends on.",
    discussion: """
      filters draws the first layer's filters, gray for zero, each stretched by its own largest weight (the paper's figure \
      3). activations draws what a --layer gives for an image, a picture a channel, black for zero. saliency draws the gradient of a class's \
      score by the pixels: of each pixel the largest magnitude among its channels. occlusion moves a gray square over the \
      image: the warmer a place, the more of the class's probability is lost when it is covered.

      The class is the one that the network takes the image for, unless --class names another.
      """,
    operands: [
      OperandSpecification("VIEW", help: "filters, activations, saliency or occlusion.")
    ],
    options: [
      OptionSpecification("--weights", "FILE", help: "The network's weights."),
      OptionSpecification("--network", "NAME", help: "Its preset.", default: "recognized"),
      OptionSpecification(
        "--mean", "MEAN", help: "What is subtracted, if the weights do not say: a file, R,G,B or imagenet."),
      OptionSpecification("--image", "FILE", help: "The image."),
      OptionSpecification("--layer", "NAME", help: "The layer whose activations are drawn.", default: "the first"),
      OptionSpecification("--class", "CLASS", help: "A class by its name or number.", default: "the likeliest"),
      OptionSpecification(
        "--square", "PIXELS", help: "Side of the square that covers.", default: "a fifth of the input"),
      OptionSpecification("--step", "PIXELS", help: "How far the square moves.", default: "a quarter of it"),
      OptionSpecification("--columns", "N", help: "Filters or channels of a row.", default: "to suit their number"),
      OptionSpecification("--scale", "N", help: "Pixels of a pixel's side.", default: "to suit its size"),
      OptionSpecification("--out", "FILE", help: "The picture to write: .png, .ppm or .jpg.", default: "VIEW.png"),
    ],
    examples: [
      .init("alexnet visualize filters --weights run/weights.safetensors", "The first layer's filters, filters.png."),
      .init(
        "alexnet visualize activations --weights alexnet.pth --layer conv2 --image cat.jpg",
        "What conv2 gives for a cat."),
      .init("alexnet visualize occlusion --weights alexnet.pth --image cat.jpg --class tabby", "Where the cat is."),
    ])

  private enum View: String, CaseIterable {
    case filters, activations, saliency, occlusion
  }

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    guard let view = View(rawValue: arguments.operands[0]) else {
      throw arguments.conflict(
        "VIEW is one of \(View.allCases.map(\.rawValue).joined(separator: ", ")), not '\(arguments.operands[0])'")
    }
    let out = arguments.string("--out") ?? "\(view.rawValue).png"
    guard ImageFile.canWrite(out) else {
      throw arguments.conflict(
        "--out is \(out), whose ending is none of \(ImageFile.writableEndings.joined(separator: ", "))")
    }
    guard let weights = arguments.string("--weights") else {
      throw arguments.conflict("--weights is missing: the network to look at")
    }
    let scale = try arguments.integer("--scale", in: 1...64)
    let columns = try arguments.integer("--columns", in: 1...4096)
    let square = try arguments.integer("--square", in: 1...4096)
    let step = try arguments.integer("--step", in: 1...4096)
    // Filters are seen without an image, so nothing need be subtracted.
    let mean = arguments.string("--mean") ?? (view == .filters ? "imagenet" : nil)
    let model = try Model(weights: weights, network: arguments.string("--network"), mean: mean)
    let picture: Image
    var facts: [(String, JSONValue)] = []
    switch view {
    case .filters:
      let filters = try FilterPicture(model, columns: columns, scale: scale)
      picture = filters.image
      facts = [
        ("layer", .string(filters.layer)), ("filters", .integer(filters.count)), ("rows", .integer(filters.height)),
        ("columns", .integer(filters.width)),
      ]
    case .activations:
      let layer = arguments.string("--layer") ?? model.specification.layers[0].name
      let activations = try ActivationPicture(
        FeatureExtractor(model, layer: layer, batch: 1), of: try image(arguments, model), columns: columns, scale: scale
      )
      picture = activations.image
      facts = [
        ("layer", .string(layer)), ("shape", .array(activations.shape.map { .integer($0) })),
        ("least", .number(Double(activations.range.low))), ("greatest", .number(Double(activations.range.high))),
        ("zeros", .number(activations.zeros)),
      ]
    case .saliency:
      let saliency = try SaliencyPicture(
        model, of: try image(arguments, model), label: try label(arguments, model), scale: scale)
      picture = saliency.image
      facts = [
        ("class", .string(model.classes[saliency.label].name)), ("score", .number(Double(saliency.score))),
        ("largestGradient", .number(Double(saliency.map.range.high))),
      ]
    case .occlusion:
      var options = OcclusionPicture.Options(
        height: model.specification.input.height, width: model.specification.input.width)
      if let square { options = OcclusionPicture.Options(side: square, step: max(1, square / 4)) }
      if let step { options.step = step }
      let occlusion = try OcclusionPicture(
        model, of: try image(arguments, model), label: try label(arguments, model), options: options, scale: scale)
      picture = occlusion.image
      let lowest = occlusion.map.values.indices.min { occlusion.map.values[$0] < occlusion.map.values[$1] } ?? 0
      facts = [
        ("class", .string(model.classes[occlusion.label].name)),
        ("probability", .number(Double(occlusion.probability))),
        ("least", .number(Double(occlusion.map.values[lowest]))),
        ("leastRow", .integer(lowest / occlusion.map.width * options.step + options.step / 2)),
        ("leastColumn", .integer(lowest % occlusion.map.width * options.step + options.step / 2)),
        ("square", .integer(options.side)), ("step", .integer(options.step)),
      ]
    }
    try ImageFile.write(picture, path: out)
    facts = [("view", .string(view.rawValue)), ("written", .string(out))] + facts
    if arguments.isJSON {
      let object = JSONValue.object(facts.map { .init($0.0, $0.1) })
      Terminal.write(object.description + "\n", to: .standardOutput)
    } else if !arguments.isQuiet {
      let lines = model.notes + facts.dropFirst(2).map { "\($0.0): \($0.1)" } + ["", out]
      Terminal.write(lines.joined(separator: "\n") + "\n", to: .standardOutput)
    }
    return .success
  }

  /// The image to look at.
  private static func image(_ arguments: ParsedArguments, _ model: Model) throws -> Image {
    guard let path = arguments.string("--image") else {
      throw arguments.conflict("--image is missing: the image to look at")
    }
    let options = DecodingOptions(channels: model.specification.input.channels == .gray ? .gray : .rgb)
    return try ImageFile.read(path: path, options: options).image
  }

  /// The class that is asked for; nil for the likeliest.
  private static func label(_ arguments: ParsedArguments, _ model: Model) throws -> Int? {
    guard let text = arguments.string("--class") else { return nil }
    if let index = model.classes.firstIndex(where: { $0.name == text || $0.identifier == text }) { return index }
    // ImageNet's names are lists of words.
    if let index = model.classes.firstIndex(where: { $0.name.components(separatedBy: ", ").contains(text) }) {
      return index
    }
    guard let number = Int(text), model.classes.indices.contains(number) else {
      throw VisualizationError.unknownClass(text, classes: model.classes.count)
    }
    return number
  }
}
