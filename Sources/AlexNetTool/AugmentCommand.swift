import CommandLineSupport
import Datasets
import ImageCodecs
import Inference
import Networks
import Reports
import Training

/// `alexnet augment`: a contact sheet of what training does to one image.
enum AugmentCommand: Subcommand {
  private static let defaultDraws = 12

  static let specification = CommandSpecification(
    name: "augment", summary: "Show what augmentation does to one image, as a contact sheet to look at.",
    discussion: """
      The sheet shows the image, its frame, what the network sees of it in as many epochs as --draws says, and the ten \
      views of testing; the legend on standard output has the numbers drawn. Training with the same seed draws the same for \
      the image of that number.

      Colours need the covariance of a training set: --statistics names a file of `alexnet prepare` or of a run; without it \
      they are ImageNet's, from the code of the authors.
      """,
    operands: [OperandSpecification("IMAGE", help: "The image file.")],
    options: [
      OptionSpecification("--out", "FILE", help: "The sheet to write: .png, .ppm or .jpg.", default: "augmented.png"),
      OptionSpecification("--network", "NAME", help: "Preset whose input and recipe apply.", default: "paper"),
      OptionSpecification("--draws", "N", help: "Epochs to show.", default: "\(defaultDraws)"),
      OptionSpecification("--index", "N", help: "Number of the image in its data set.", default: "0"),
      OptionSpecification(
        "--statistics", "FILE", help: "Statistics of the training set.", default: "ImageNet's colours"),
    ] + AugmentationOptions.all,
    examples: [
      .init("alexnet augment photo.jpg --out sheet.png", "The paper's crops, mirrors and colours."),
      .init("alexnet augment photo.jpg --network torchvision", "Random resized crops."),
      .init("alexnet augment photo.jpg --colour krizhevsky-code --seed 3", "Another convention of colours."),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let out = arguments.string("--out") ?? "augmented.png"
    guard ImageFile.canWrite(out) else {
      throw arguments.conflict(
        "--out is \(out), whose ending is none of \(ImageFile.writableEndings.joined(separator: ", "))")
    }
    let draws = try arguments.integer("--draws", in: 1...200) ?? defaultDraws
    let index = try arguments.integer("--index", in: 0...(1 << 40)) ?? 0
    let presets = NetworkSpecification.presets.map(\.name)
    let name = try arguments.choice("--network", among: presets) ?? "paper"
    let network = try NetworkSpecification.preset(named: name)
    let policy = try AugmentationOptions.policy(network.recipe.augmentation, arguments)
    let statistics = try arguments.string("--statistics").map { path throws(DatasetError) in
      try ImageStatistics(path: path)
    }
    // The sheet shows pixels, so nothing is subtracted.
    var input = network.input
    input.centring = .none
    let preparation = try input.preparation(statistics: statistics)
    let options = DecodingOptions(channels: input.channels == .gray ? .gray : .rgb)
    let image = try ImageFile.read(path: arguments.operands[0], options: options).image
    let sheet = ContactSheet(
      image, index: index, preparation: preparation, policy: policy, epochs: 0..<draws, seed: try arguments.seed())
    try ImageFile.write(sheet.image, path: out)
    if arguments.isJSON {
      let facts = JSONValue.object([
        .init("image", .string(arguments.operands[0])), .init("network", .string(name)), .init("written", .string(out)),
        .init("legend", .array(sheet.legend.map { .string($0) })),
      ])
      Terminal.write(facts.description + "\n", to: .standardOutput)
    } else if !arguments.isQuiet {
      Terminal.write((sheet.legend + ["", out]).joined(separator: "\n") + "\n", to: .standardOutput)
    }
    return .success
  }
}
