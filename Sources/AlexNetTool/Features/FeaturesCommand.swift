import CommandLineSupport
import Datasets
import Inference
import Reports
import WeightFormats

/// `alexnet features`: what a layer gives for images, in a file.
enum FeaturesCommand: Subcommand {
  static let specification = CommandSpecification(
    name: "features", summary: "Write what a layer of a network gives for images.",
    discussion: """
      The images are files, folders or patterns in quotes, or those of a --data set. The file is safetensors: one tensor \
      "features", images × channels × rows × columns (images × numbers of a fully connected layer), and in its metadata \
      "alexnet.features" a JSON object with network, layer, digest of the weights, names of the images and, of a data set, \
      labels. Or it is .npy: the same tensor alone, kept in memory until all of it is there.

      A layer gives what ReLU and dropout behind it make of its output, which work in its memory; the last layer gives the \
      logits. `alexnet describe` lists layers.
      """,
    operands: [OperandSpecification("IMAGE", help: "Files, folders, or patterns.", count: .zeroOrMore)],
    options: FeatureOptions.network + FeatureOptions.data + [
      OptionSpecification(
        "--out", "FILE", help: "The file to write: .safetensors or .npy.", default: "features.safetensors")
    ],
    examples: [
      .init(
        "alexnet features --weights alexnet.pth --layer fc7 photos --out photos.safetensors", "An index of photos."),
      .init("alexnet features --weights run/weights.safetensors --layer conv2 --data digits", "Of a data set."),
      .init("alexnet features --weights alexnet.pth --layer fc6 photos --out F.npy", "For NumPy."),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let data = arguments.string("--data")
    guard (data == nil) != arguments.operands.isEmpty else {
      throw arguments.conflict(
        data == nil
          ? "there are no images: name some, or a data set with --data" : "images and --data exclude each other")
    }
    let out = arguments.string("--out") ?? "features.safetensors"
    let isArray = out.hasSuffix(".npy")
    guard isArray || out.hasSuffix(".safetensors") else {
      throw arguments.conflict("--out is \(out), whose ending is neither .safetensors nor .npy")
    }
    let extractor = try FeatureOptions.extractor(arguments)
    let source: any ImageSource
    if let data {
      source = try FeatureOptions.part(arguments, path: data)
    } else {
      let images = try ImageArguments(arguments.operands)
      source = ImageFile.source(of: images.paths, contents: images.contents)
    }
    let description = FeatureDescription(
      extractor, source, data: data, part: arguments.string("--part") ?? "validation")
    InterruptHandler.install()
    var progress = FeatureOptions.progress(arguments, "features", total: source.count)
    defer { progress.clear() }
    do {
      if isArray {
        var values: [Float] = []
        try extractor.forEach(in: source) { number, row in
          if InterruptHandler.isInterrupted { throw Interruption() }
          values += row
          progress.update(completed: number + 1)
        }
        try NumPyFile.write(values, shape: [source.count] + extractor.shape, to: out)
      } else {
        var writer = try FeatureWriter(path: out, description)
        try extractor.forEach(in: source) { number, row in
          if InterruptHandler.isInterrupted { throw Interruption() }
          try writer.write(row)
          progress.update(completed: number + 1)
        }
        try writer.commit()
      }
    } catch is Interruption {
      return .interrupted
    }
    progress.clear()
    report(arguments, extractor, images: source.count, out: out)
    return .success
  }

  private struct Interruption: Error {}

  private static func report(_ arguments: ParsedArguments, _ extractor: FeatureExtractor, images: Int, out: String) {
    if arguments.isJSON {
      let facts = JSONValue.object([
        .init("written", .string(out)), .init("layer", .string(extractor.layer)), .init("images", .integer(images)),
        .init("shape", .array(extractor.shape.map { .integer($0) })),
      ])
      Terminal.write(facts.description + "\n", to: .standardOutput)
    } else if !arguments.isQuiet {
      let shape = extractor.shape.map(String.init).joined(separator: "×")
      Terminal.write(
        "\(NumberText.grouped(images)) images, \(extractor.layer): \(shape) each\n\(out)\n", to: .standardOutput)
    }
  }
}
