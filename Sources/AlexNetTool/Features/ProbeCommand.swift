import CommandLineSupport
import Datasets
import Inference
import Networks
import Reports
import Training

/// `alexnet probe`: how well a plane a class tells a layer's features apart.
enum ProbeCommand: Subcommand {
  static let specification = CommandSpecification(
    name: "probe", summary: "Train a linear classifier on a layer's features.",
    discussion: """
      Multinomial logistic regression on what a layer gives for the training images, measured on the validation images. The \
      network stays as it is. The same options give the same bits on every machine.

      The file has probe.weight (classes × features) and probe.bias for the features that `alexnet features` writes.
      """,
    options: FeatureOptions.network + FeatureOptions.data.filter { $0.name != "--part" } + [
      OptionSpecification("--epochs", "N", help: "Passes over the features.", default: "40"),
      OptionSpecification("--learning-rate", "RATE", help: "Initial rate; it falls linearly to zero.", default: "1"),
      OptionSpecification("--weight-decay", "FACTOR", help: "Weight decay.", default: "1e-05"),
      OptionSpecification(
        "--classes", "LIST", help: "These classes alone: names or numbers, such as 0-4,7.", default: "all"),
      OptionSpecification(
        "--images-per-class", "N", help: "Train on the first N images of each class.", default: "all"),
      OptionSpecification("--out", "FILE", help: "The file to write, .safetensors.", default: "no file"),
    ],
    examples: [
      .init("alexnet probe --weights alexnet.pth --layer fc7 --data photos", "What fc7 knows of other classes.")
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    guard let path = arguments.string("--data") else { throw arguments.conflict("--data PATH is missing") }
    var options = LinearProbe.Options()
    options.seed = try arguments.seed()
    options.epochs = try arguments.integer("--epochs", in: 1...100_000) ?? options.epochs
    options.learningRate =
      try arguments.number("--learning-rate", in: Double.leastNonzeroMagnitude...) ?? options.learningRate
    options.weightDecay = try arguments.number("--weight-decay", in: 0...) ?? options.weightDecay
    let out = arguments.string("--out")
    if let out, !out.hasSuffix(".safetensors") {
      throw arguments.conflict("--out is \(out), whose ending is not .safetensors")
    }
    let extractor = try FeatureOptions.extractor(arguments)
    var splits = try FeatureOptions.splits(arguments, path: path)
    if let selection = try TransferOptions.selection(arguments) { splits = try selection.applied(to: splits) }
    InterruptHandler.install()
    guard let training = try features(arguments, extractor, splits.training, "training features"),
      let validation = try features(arguments, extractor, splits.validation, "validation features")
    else { return .interrupted }
    var progress = ProgressLine(
      title: "probe", total: options.epochs, unit: "epochs",
      style: .automatic(isQuiet: arguments.isQuiet || arguments.isJSON))
    let probe = try LinearProbe(
      features: training.values, labels: training.labels, classes: splits.training.classes.count, options: options
    ) { done in
      progress.update(completed: done)
      return !InterruptHandler.isInterrupted
    }
    progress.clear()
    if InterruptHandler.isInterrupted { return .interrupted }
    let results = [
      ("training", probe.evaluate(features: training.values, labels: training.labels)),
      ("validation", probe.evaluate(features: validation.values, labels: validation.labels)),
    ]
    if let out { try probe.save(path: out, layer: extractor.layer, classes: splits.training.classes) }
    report(arguments, extractor, results, out: out)
    return .success
  }

  private typealias Labelled = (values: [Float], labels: [Int])

  /// The features of a source; nil after an interrupt.
  private static func features(
    _ arguments: ParsedArguments, _ extractor: FeatureExtractor, _ source: any ImageSource, _ title: String
  ) throws -> Labelled? {
    var progress = FeatureOptions.progress(arguments, title, total: source.count)
    defer { progress.clear() }
    var result: Labelled = ([], (0..<source.count).map { source.label(at: $0) })
    result.values.reserveCapacity(source.count * extractor.count)
    do {
      try extractor.forEach(in: source) { number, row in
        if InterruptHandler.isInterrupted { throw Interruption() }
        result.values += row
        progress.update(completed: number + 1)
      }
    } catch is Interruption {
      return nil
    }
    return result
  }

  private struct Interruption: Error {}

  private static func report(
    _ arguments: ParsedArguments, _ extractor: FeatureExtractor, _ results: [(String, Evaluation)], out: String?
  ) {
    if arguments.isJSON {
      var members: [JSONValue.Member] = [
        .init("layer", .string(extractor.layer)), .init("features", .integer(extractor.count)),
      ]
      members += results.map { .init($0.0, $0.1.json) }
      if let out { members.append(.init("written", .string(out))) }
      Terminal.write(JSONValue.object(members).description + "\n", to: .standardOutput)
    } else {
      var table = TextTable(columns: [
        "images": .left, "": .right, "top-1, %": .right, "top-5, %": .right, "loss": .right,
      ])
      for (name, result) in results {
        table.addRow([
          .text(name), .integer(result.images), .decimal(100 * result.top1Accuracy, places: 2),
          .decimal(100 * result.top5Accuracy, places: 2), .decimal(result.loss, places: 4),
        ])
      }
      let title = "\(NumberText.grouped(extractor.count)) features of \(extractor.layer)\n"
      Terminal.write(title + table.description + (out.map { "\n\($0)\n" } ?? ""), to: .standardOutput)
    }
  }
}
