import CommandLineSupport
import Datasets
import Files
import Inference
import Networks

/// `alexnet evaluate`: how well a network does on images of known classes, and how far its probabilities can be believed.
enum EvaluateCommand: Subcommand {
  static let specification = CommandSpecification(
    name: "evaluate", summary: "Measure a network on images of known classes; fit its calibration.",
    discussion: """
      Shows top-1 and top-5 accuracy, the loss, each class, and how far probabilities can be believed: the expected \
      calibration error. DATA is what `alexnet train` takes; the images are those for validation, or all if there are none.

      With --fit-temperature or --fit-ensemble a part of the images (--fit-part) is fitted on, and only the others are \
      measured; --save-calibration keeps what was fitted for --calibration here and in `alexnet classify`.

      --abstain-below P shows how many images are answered, and how well, if those whose best probability is below P are \
      not. The diagram of --reliability has the whole curve.

      --dropout-samples N sees each image with N masks of dropout as well: the measures of the probabilities' mean, and how \
      wide the interval of the likeliest class's probability is where the answer is right and where it is wrong. Masks depend \
      on --seed and the image's number alone.
      """,
    options: [
      ClassifierOptions.weights,
      OptionSpecification("--data", "DATA", help: "Images of known classes."),
      OptionSpecification("--split", "validation|training", help: "Which of them.", default: "validation"),
    ] + ClassifierOptions.recognition + ClassifierOptions.passing + [
      ClassifierOptions.dropoutSamples,
      OptionSpecification(flag: "--fit-temperature", help: "Fit what logarithms of probabilities are divided by."),
      OptionSpecification(flag: "--fit-ensemble", help: "Fit the weights of several networks."),
      OptionSpecification("--fit-part", "F", help: "Part of the images that is fitted on.", default: "0.5"),
      OptionSpecification("--save-calibration", "FILE", help: "Write what was fitted, as JSON."),
      OptionSpecification("--abstain-below", "P", help: "Give no answer below this probability."),
      OptionSpecification("--confusion", "FILE", help: "Write the confusion matrix as a picture (.png)."),
      OptionSpecification("--reliability", "FILE", help: "Write the reliability diagram (.svg)."),
    ],
    examples: [
      .init("alexnet evaluate --weights runs/full/weights.safetensors --data fashion-mnist", "A run's result again."),
      .init(
        "alexnet evaluate --weights a.pth,b.pth --data shards --views 10 --fit-ensemble",
        "An ensemble in the proportions that suit it."),
      .init(
        "alexnet evaluate --weights w.safetensors --data photos --fit-temperature --save-calibration w.json",
        "Probabilities that mean what they say."),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    guard let path = arguments.string("--data") else { throw arguments.conflict("--data DATA is missing") }
    var fit = ModelEvaluation.Fit()
    fit.temperature = arguments.flag("--fit-temperature")
    fit.weights = arguments.flag("--fit-ensemble")
    fit.fraction = try arguments.number("--fit-part", in: Double.leastNonzeroMagnitude..<1) ?? fit.fraction
    let threshold = try arguments.number("--abstain-below", in: 0...1)
    let split = try arguments.choice("--split", among: ["validation", "training"])
    let skips = try ClassifierOptions.skipsBadImages(arguments)
    if arguments.isGiven("--save-calibration") && !fit.isNeeded {
      throw arguments.conflict("--save-calibration needs --fit-temperature or --fit-ensemble")
    }
    if let picture = arguments.string("--confusion"), !ImageFile.canWrite(picture) {
      throw arguments.conflict("--confusion is \(picture), which is no name of a picture such as confusion.png")
    }
    let classifier = try ClassifierOptions.classifier(arguments)
    if fit.weights && classifier.models.count < 2 {
      throw arguments.conflict("--fit-ensemble needs several --weights, separated by commas")
    }
    ModelNotes.write(classifier.notes, isQuiet: arguments.isQuiet)
    let isSilent = arguments.isQuiet || arguments.isJSON
    InterruptHandler.install()
    let splits = try DataOpening(isQuiet: isSilent).open(path: path, heldOut: 0, seed: arguments.seed())
    let takesTraining = split == "training" || (split == nil && splits.validation.count == 0)
    let source = takesTraining ? splits.training : splits.validation
    guard source.count > 0 else {
      throw ModelError.unreadable("\(path): has no images for \(split ?? "validation"); choose the other --split")
    }
    let mapping = try ClassMapping(data: source.classes, network: classifier.classes, source: path)
    var progress = ProgressLine(
      title: "evaluating", total: source.count, unit: "images", style: .automatic(isQuiet: isSilent))
    let evaluation: ModelEvaluation
    do {
      evaluation = try ModelEvaluation(
        classifier, on: source, mapping: mapping, fit: fit, skipsBadImages: skips, seed: arguments.seed()
      ) { done in
        if InterruptHandler.isInterrupted { throw Interruption() }
        progress.update(completed: done)
      }
    } catch is Interruption {
      progress.clear()
      return .interrupted
    }
    progress.clear()
    try write(evaluation, classifier, arguments)
    let report = EvaluationReport(evaluation, classes: classifier.classes, threshold: threshold)
    let text = arguments.isJSON ? report.json.prettyDescription + "\n" : report.text(note: mapping.note)
    Terminal.write(text, to: .standardOutput)
    return .success
  }

  private struct Interruption: Error {}

  /// Writes the files that were asked for.
  private static func write(
    _ evaluation: ModelEvaluation, _ classifier: Classifier, _ arguments: ParsedArguments
  ) throws {
    if let file = arguments.string("--save-calibration") { try evaluation.calibration?.save(path: file) }
    if let file = arguments.string("--confusion") {
      try ImageFile.write(
        ConfusionPicture.image(evaluation.measures.confusion, classes: classifier.classes.count), path: file)
    }
    if let file = arguments.string("--reliability") {
      let names = classifier.models.map(\.specification.name).joined(separator: ", ")
      let svg = ReliabilityDiagram.svg(
        evaluation.measures,
        title: "\(names): expected calibration error "
          + NumberText.decimal(100 * evaluation.measures.expectedCalibrationError, places: 2) + " %")
      try AtomicFile.write(Array(svg.utf8), to: file)
    }
  }
}
