import CommandLineSupport
import Datasets
import Inference
import Reports

/// `alexnet classify`: what images show.
enum ClassifyCommand: Subcommand {
  private static let defaultTop = 5

  static let specification = CommandSpecification(
    name: "classify", summary: "Say what images show: the likeliest classes with their probabilities.",
    discussion: """
      IMAGE is a file, a folder (all images below it), or a pattern in quotes such as 'photos/*.jpg'; `-` is standard \
      input, which is one image if it begins like one, else a list of paths, one a line.

      Weights are recognized: those of `alexnet train`, torchvision's, Caffe's and others; what was recognized is said on \
      standard error. --network, --mean and --classes say what weights do not.

      With several --weights probabilities are averaged. With --abstain-below P images whose best probability is below P \
      are marked: the network does not know. An image's result does not depend on the other images, on --batch or on \
      threads.
      """,
    operands: [OperandSpecification("IMAGE", help: "Files, folders, patterns, or -.", count: .oneOrMore)],
    options: [ClassifierOptions.weights] + ClassifierOptions.recognition + [
      OptionSpecification("--top", "K", help: "Classes to show.", default: "\(defaultTop)"),
      OptionSpecification("--abstain-below", "P", help: "Mark images whose best probability is lower.", default: "0"),
      OptionSpecification(flag: "--csv", help: "Write lines of image,rank,label,identifier,name,probability."),
    ] + [ClassifierOptions.dropoutSamples] + ClassifierOptions.passing,
    examples: [
      .init("alexnet classify --weights alexnet.safetensors photo.jpg", "Five classes."),
      .init("alexnet classify --weights a.pth,b.pth --views 10 photos", "An ensemble, ten views, all of a folder."),
      .init("find . -name '*.jpg' | alexnet classify --weights w.safetensors --json -", "A JSON object a line."),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let top = try arguments.integer("--top", in: 1...100_000) ?? defaultTop
    let threshold = try arguments.number("--abstain-below", in: 0...1) ?? 0
    if arguments.isJSON && arguments.flag("--csv") { throw arguments.conflict("--json and --csv exclude each other") }
    let skips = try ClassifierOptions.skipsBadImages(arguments)
    let classifier = try ClassifierOptions.classifier(arguments)
    let images = try ImageArguments(arguments.operands)
    let report = ClassificationReport(arguments, threshold: threshold)
    report.begin(classifier)
    let source = ImageFile.source(of: images.paths, contents: images.contents)
    InterruptHandler.install()
    var failures: [DatasetError] = []
    do {
      try classifier.classify(source, Array(images.paths.indices)) { number, outcome in
        if InterruptHandler.isInterrupted { throw Interruption() }
        switch outcome {
        case .success(let distribution):
          report.write(images.paths[number], classifier.best(of: distribution, count: top))
        case .failure(let error):
          guard skips else { throw error }
          failures.append(error)
        }
      }
    } catch is Interruption {
      return .interrupted
    }
    report.end(failures)
    return .success
  }

  private struct Interruption: Error {}
}
