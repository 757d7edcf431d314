import CommandLineSupport
import Datasets
import Reports

/// What `alexnet prepare` says on standard output: lines for people, or one JSON object for programs.
struct PreparationReport {
  /// Images that are listed; all are in a file.
  private static let listedImages = 20

  private let folder: String
  private let isJSON: Bool
  private let isQuiet: Bool

  init(_ arguments: ParsedArguments, _ request: PrepareRequest) {
    folder = request.folder
    isJSON = arguments.isJSON
    isQuiet = arguments.isQuiet
  }

  func started(_ splits: ImageSplits, _ options: PreparationOptions) {
    guard !isJSON, !isQuiet else { return }
    say(
      "\(splits.kind.rawValue): \(NumberText.grouped(splits.training.count)) training and "
        + "\(NumberText.grouped(splits.validation.count)) validation images of "
        + "\(NumberText.grouped(splits.training.classes.count)) classes, as \(words(options))")
    for note in splits.notes { say(note) }
  }

  func interrupted(_ summary: PreparationSummary, seconds: Double) {
    if isJSON { return write(json(summary, seconds)) }
    let images = summary.training.images + summary.validation.images + summary.skippedCount
    say(
      "interrupted after \(NumberText.grouped(images)) images; the shards that are finished stay in \(folder); "
        + "go on with the same command")
  }

  func finished(_ summary: PreparationSummary, seconds: Double) {
    if isJSON { return write(json(summary, seconds)) }
    for (name, split) in [("training", summary.training), ("validation", summary.validation)] {
      say(
        "\(name): \(NumberText.grouped(split.images)) images in \(NumberText.grouped(split.shards)) shards, "
          + "\(NumberText.grouped(split.bytes)) bytes")
    }
    if let statistics = summary.statistics {
      say("mean colour \(list(statistics.meanColour)), deviations \(list(statistics.deviation))")
    }
    if summary.skippedCount > 0 {
      say("\(NumberText.grouped(summary.skippedCount)) images were skipped; all are listed in \(folder)/skipped.txt")
      for image in summary.skipped.prefix(Self.listedImages) { say("  \(image.reason)") }
    }
    say("written to \(folder) in \(NumberText.duration(seconds: seconds))")
  }

  // MARK: - Words

  private func words(_ options: PreparationOptions) -> String {
    let size =
      switch options.shape {
      case .square: "\(options.side) × \(options.side) pixels"
      case .shorterSide: "\(options.side) pixels of the shorter side"
      case .asStored: "they are"
      }
    let form =
      switch options.encoding {
      case .jpeg: "JPEG of quality \(options.quality), 4:\(options.subsampling == .none ? "4:4" : "2:0")"
      case .raw: "raw"
      }
    return "\(size), \(options.channels.rawValue), \(form)"
  }

  private func list(_ numbers: [Double]) -> String {
    numbers.map { NumberText.decimal($0, places: 2) }.joined(separator: ", ")
  }

  private func json(_ summary: PreparationSummary, _ seconds: Double) -> JSONValue {
    func split(_ split: PreparationSummary.Split) -> JSONValue {
      ["images": .integer(split.images), "shards": .integer(split.shards), "bytes": .integer(split.bytes)]
    }
    func numbers(_ values: [Double]?) -> JSONValue { values.map { .array($0.map(JSONValue.number)) } ?? .null }
    let values = summary.statistics?.components?.eigenvalues
    return [
      "event": summary.isComplete ? "finished" : "interrupted", "folder": .string(folder),
      "training": split(summary.training), "validation": split(summary.validation),
      "skipped": .integer(summary.skippedCount),
      "skippedImages": .array(summary.skipped.prefix(Self.listedImages).map { .string($0.reason) }),
      "resumedImages": .integer(summary.resumedImages), "seconds": .number(seconds),
      "meanColour": numbers(summary.statistics?.meanColour),
      "eigenvalues": numbers(values.map { [$0[0], $0[1], $0[2]] }),
    ]
  }

  private func say(_ line: String) {
    if !isJSON, !isQuiet { Terminal.write(line + "\n", to: .standardOutput) }
  }

  private func write(_ value: JSONValue) { Terminal.write(value.description + "\n", to: .standardOutput) }
}
