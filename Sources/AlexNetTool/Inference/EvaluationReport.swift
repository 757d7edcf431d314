import CommandLineSupport
import Datasets
import Inference
import Reports

/// What `alexnet evaluate` says.
struct EvaluationReport {
  private let evaluation: ModelEvaluation
  private let classes: [ImageClass]
  private let threshold: Double?
  /// Confusions that are listed.
  private static let listedConfusions = 10
  /// Images that are listed by name.
  private static let listedFailures = 20

  init(_ evaluation: ModelEvaluation, classes: [ImageClass], threshold: Double?) {
    self.evaluation = evaluation
    self.classes = classes
    self.threshold = threshold
  }

  private var measures: ClassificationMeasures { evaluation.measures }

  // MARK: Text

  /// For people.
  func text(note: String?) -> String {
    var text = note.map { $0 + "\n" } ?? ""
    if let calibration = evaluation.calibration {
      text += "fitted on \(NumberText.grouped(calibration.images)) images: temperature "
      text += NumberText.decimal(calibration.temperature, places: 4)
      if let weights = calibration.weights {
        text += ", weights " + weights.map { NumberText.decimal($0, places: 4) }.joined(separator: ", ")
      }
      text += "\n"
    }
    text += "\(NumberText.grouped(measures.images)) images: \(summary(measures))\n"
    if let before = evaluation.uncalibrated { text += "before the fit: \(summary(before))\n" }
    if let dropout = evaluation.dropout {
      text += "mean over \(dropout.samples) masks of dropout: \(summary(dropout.measures))\n"
      text += "the likeliest class's interval is \(percent(dropout.widthWhereRight)) wide where it is right, "
      text += "\(percent(dropout.widthWhereWrong)) where it is wrong\n"
    }
    if let threshold {
      let coverage = measures.coverage(below: threshold)
      text += "answered from \(percent(threshold)) on: \(percent(coverage.coverage)) of the images, "
      text += "\(percent(coverage.accuracy)) of them right\n"
    }
    text += "\n" + classTable + confusionTable
    guard !evaluation.failures.isEmpty else { return text }
    text += "\n\(NumberText.grouped(evaluation.failures.count)) images were left out:\n"
    text += evaluation.failures.prefix(Self.listedFailures).map { "  \($0)\n" }.joined()
    return text
  }

  private func summary(_ measures: ClassificationMeasures) -> String {
    "\(percent(measures.top1Accuracy)) top-1, \(percent(measures.top5Accuracy)) top-5, loss "
      + "\(NumberText.decimal(measures.loss, places: 4)), expected calibration error "
      + percent(measures.expectedCalibrationError)
  }

  private var classTable: String {
    var table = TextTable(columns: [
      "class": .left, "images": .right, "found": .right, "among 5": .right, "precision": .right,
    ])
    for (label, counts) in measures.classes.enumerated() where counts.images > 0 || counts.predicted > 0 {
      table.addRow([
        .text(classes[label].name), .integer(counts.images), .text(percent(counts.recall)),
        .text(percent(Double(counts.top5) / Double(counts.images))), .text(percent(counts.precision)),
      ])
    }
    return table.description
  }

  private var confusionTable: String {
    let count = classes.count
    let errors = measures.confusion.indices.filter { $0 / count != $0 % count && measures.confusion[$0] > 0 }
      .sorted { (measures.confusion[$0], $1) > (measures.confusion[$1], $0) }
    guard !errors.isEmpty else { return "" }
    var table = TextTable(columns: ["is": .left, "taken for": .left, "images": .right])
    for index in errors.prefix(Self.listedConfusions) {
      table.addRow([
        .text(classes[index / count].name), .text(classes[index % count].name), .integer(measures.confusion[index]),
      ])
    }
    return "\n" + table.description
  }

  private func percent(_ fraction: Double) -> String {
    fraction.isNaN ? "–" : NumberText.decimal(100 * fraction, places: 2) + " %"
  }

  // MARK: JSON

  /// For programs.
  var json: JSONValue {
    var members = Self.members(measures)
    if let before = evaluation.uncalibrated { members.append(.init("uncalibrated", .object(Self.members(before)))) }
    if let calibration = evaluation.calibration {
      members.append(
        .init(
          "calibration",
          .object([
            .init("temperature", .number(calibration.temperature)),
            .init("weights", calibration.weights.map { .array($0.map { .number($0) }) } ?? .null),
            .init("images", .integer(calibration.images)),
          ])))
    }
    if let dropout = evaluation.dropout {
      let widths: [JSONValue.Member] = [
        .init("samples", .integer(dropout.samples)), .init("widthWhereRight", .number(dropout.widthWhereRight)),
        .init("widthWhereWrong", .number(dropout.widthWhereWrong)),
      ]
      members.append(.init("dropout", .object(widths + Self.members(dropout.measures))))
    }
    if let threshold { members.append(.init("abstaining", Self.json(measures.coverage(below: threshold)))) }
    members.append(.init("coverage", .array(measures.coverageCurve().map(Self.json))))
    members.append(
      .init(
        "bins",
        .array(
          measures.bins.map {
            .object([
              .init("images", .integer($0.images)), .init("confidence", .number($0.confidence)),
              .init("accuracy", .number($0.accuracy)),
            ])
          })))
    members.append(
      .init(
        "classes",
        .array(
          measures.classes.enumerated().map { label, counts in
            .object([
              .init("label", .integer(label)), .init("name", .string(classes[label].name)),
              .init("images", .integer(counts.images)), .init("top1", .integer(counts.top1)),
              .init("top5", .integer(counts.top5)), .init("predicted", .integer(counts.predicted)),
            ])
          })))
    // Of a thousand classes nearly all pairs are zero.
    let count = classes.count
    members.append(
      .init(
        "confusion",
        .array(
          measures.confusion.indices.filter { measures.confusion[$0] > 0 }.map {
            .array([.integer($0 / count), .integer($0 % count), .integer(measures.confusion[$0])])
          })))
    members.append(.init("leftOut", .array(evaluation.failures.map { .string($0.description) })))
    return .object(members)
  }

  private static func members(_ measures: ClassificationMeasures) -> [JSONValue.Member] {
    [
      .init("images", .integer(measures.images)), .init("top1", .number(measures.top1Accuracy)),
      .init("top5", .number(measures.top5Accuracy)), .init("loss", .number(measures.loss)),
      .init("expectedCalibrationError", .number(measures.expectedCalibrationError)),
    ]
  }

  private static func json(_ coverage: ClassificationMeasures.Coverage) -> JSONValue {
    .object([
      .init("threshold", .number(coverage.threshold)), .init("coverage", .number(coverage.coverage)),
      .init("accuracy", .number(coverage.accuracy)),
    ])
  }
}
