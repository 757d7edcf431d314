import CommandLineSupport
import Inference
import Networks
import Reports

/// `alexnet convert`: weights into another format, precision, or convention.
enum ConvertCommand: Subcommand {
  /// Formats that are written, by the endings of files.
  private static let formats = WeightExport.Format.allCases.map(\.rawValue)

  static let specification = CommandSpecification(
    name: "convert", summary: "Write weights in another format, precision or convention.",
    discussion: """
      IN is any file of weights that is recognized. OUT is what its ending says, or --to. What was recognized and what \
      was reordered is said on standard output: channels exchanged between BGR and RGB, towers merged, matrices transposed.

      safetensors carry all that is needed to use them: the network, the names of classes, how images become the input, \
      the mean, and a digest. pth and npz hold the tensors alone. onnx is a graph of standard operators (opset 17) that \
      reads what the network's convention makes of images and gives logits.
      """,
    operands: [
      OperandSpecification("IN", help: "The weights."), OperandSpecification("OUT", help: "The file to write."),
    ],
    options: ClassifierOptions.recognition + [
      OptionSpecification("--to", formats.joined(separator: "|"), help: "Format.", default: "by the ending of OUT"),
      OptionSpecification(
        "--precision", WeightExport.Precision.allCases.map(\.rawValue).joined(separator: "|"),
        help: "How numbers are kept.", default: "float32"),
      OptionSpecification(
        "--names", WeightExport.Names.allCases.map(\.rawValue).joined(separator: "|"),
        help: "conv1.weight … or torchvision's features.0.weight …", default: "layers"),
    ],
    examples: [
      .init("alexnet convert alexnet.pth alexnet.safetensors", "torchvision's weights with all that belongs to them."),
      .init("alexnet convert w.safetensors half.safetensors --precision bfloat16", "Half the size."),
      .init(
        "alexnet convert caffe.safetensors rgb.safetensors --network paper --mean imagenet",
        "Filters for red first."),
      .init("alexnet convert run/weights.safetensors alexnet.onnx", "For ONNX Runtime and others."),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let (path, out) = (arguments.operands[0], arguments.operands[1])
    let ending = out.lastIndex(of: ".").map { String(out[out.index(after: $0)...]) } ?? ""
    guard let format = WeightExport.Format(rawValue: try arguments.choice("--to", among: formats) ?? ending) else {
      throw arguments.conflict(
        "OUT is \(out), whose ending is none of \(formats.joined(separator: ", ")); name the format with --to")
    }
    let precision = try arguments.choice("--precision", among: WeightExport.Precision.allCases.map(\.rawValue))
    if let precision, precision != WeightExport.Precision.float32.rawValue, !format.hasHalfPrecision {
      throw arguments.conflict("\(format.rawValue) is written in float32, not \(precision)")
    }
    let names = try arguments.choice("--names", among: WeightExport.Names.allCases.map(\.rawValue))
    let model = try Model(
      weights: path, network: try arguments.choice("--network", among: NetworkSpecification.presets.map(\.name)),
      mean: arguments.string("--mean"), classNames: arguments.string("--classes"))
    let export = try WeightExport(
      model, precision: precision.flatMap(WeightExport.Precision.init) ?? .float32,
      names: names.flatMap(WeightExport.Names.init) ?? .layers)
    try export.write(path: out, as: format)
    var notes = export.notes
    if !format.hasMetadata {
      notes.append(
        "\(format.rawValue) does not say what classes are called nor what is subtracted from images: give them again with"
          + " --classes and --mean")
    }
    if arguments.isJSON {
      let facts = JSONValue.object([
        .init("network", .string(model.specification.name)), .init("format", .string(format.rawValue)),
        .init("written", .string(out)), .init("digest", .string(export.digest)),
        .init("notes", .array(notes.map { .string($0) })),
      ])
      Terminal.write(facts.description + "\n", to: .standardOutput)
    } else if !arguments.isQuiet {
      let lines = notes + ["\(out): \(format.rawValue), digest \(export.digest)"]
      Terminal.write(lines.joined(separator: "\n") + "\n", to: .standardOutput)
    }
    return .success
  }
}
