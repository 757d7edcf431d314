import CommandLineSupport
import Datasets
import Inference
import Reports

/// What `alexnet classify` says: text for people, JSON lines or CSV for programs.
struct ClassificationReport {
  private enum Format {
    case text
    case json
    case csv
  }

  private let format: Format
  private let isQuiet: Bool
  private let threshold: Double

  init(_ arguments: ParsedArguments, threshold: Double) {
    format = arguments.isJSON ? .json : arguments.flag("--csv") ? .csv : .text
    isQuiet = arguments.isQuiet
    self.threshold = threshold
  }

  /// What was recognized.
  func begin(_ classifier: Classifier) {
    ModelNotes.write(classifier.notes, isQuiet: isQuiet)
    if format == .csv {
      let interval = classifier.options.dropoutSamples > 0 ? ",low,high" : ""
      Terminal.write("image,rank,label,identifier,name,probability\(interval)\n", to: .standardOutput)
    }
  }

  /// An image's classes.
  func write(_ image: String, _ predictions: [Prediction]) {
    let abstains = (predictions.first?.probability ?? 0) < threshold
    switch format {
    case .text: Terminal.write(text(image, predictions, abstains: abstains), to: .standardOutput)
    case .json: Terminal.write(json(image, predictions, abstains: abstains).description + "\n", to: .standardOutput)
    case .csv:
      for (rank, prediction) in predictions.enumerated() {
        var fields = [
          image, "\(rank + 1)", "\(prediction.label)", prediction.imageClass.identifier, prediction.name,
          "\(prediction.probability)",
        ]
        if let interval = prediction.interval { fields += ["\(interval.lowerBound)", "\(interval.upperBound)"] }
        Terminal.write(fields.map(Self.csv).joined(separator: ",") + "\n", to: .standardOutput)
      }
    }
  }

  /// What was left out.
  func end(_ failures: [DatasetError]) {
    guard !failures.isEmpty else { return }
    if format == .json {
      let list = JSONValue.object([.init("leftOut", .array(failures.map { .string($0.description) }))])
      Terminal.write(list.description + "\n", to: .standardOutput)
    } else {
      let lines = failures.map { "  \($0.description)\n" }.joined()
      Terminal.write(
        "\(NumberText.grouped(failures.count)) images were left out:\n" + lines, to: .standardError)
    }
  }

  private func text(_ image: String, _ predictions: [Prediction], abstains: Bool) -> String {
    var lines = image + (abstains ? "  (not sure enough)" : "") + "\n"
    for prediction in predictions {
      let percent = NumberText.decimal(100 * prediction.probability, places: 2)
      lines += String(repeating: " ", count: max(0, 8 - percent.count)) + percent + " %"
      if let interval = prediction.interval {
        lines += "  (\(NumberText.decimal(100 * interval.lowerBound, places: 1))"
        lines += "–\(NumberText.decimal(100 * interval.upperBound, places: 1)))"
      }
      lines += "  \(prediction.name)\n"
    }
    return lines
  }

  private func json(_ image: String, _ predictions: [Prediction], abstains: Bool) -> JSONValue {
    .object([
      .init("image", .string(image)),
      .init(
        "predictions",
        .array(
          predictions.map { prediction in
            var members: [JSONValue.Member] = [
              .init("label", .integer(prediction.label)),
              .init("identifier", .string(prediction.imageClass.identifier)), .init("name", .string(prediction.name)),
              .init("probability", .number(prediction.probability)),
            ]
            if let interval = prediction.interval {
              members.append(.init("interval", .array([.number(interval.lowerBound), .number(interval.upperBound)])))
            }
            return .object(members)
          })), .init("abstains", .bool(abstains)),
    ])
  }

  /// A field of CSV (RFC 4180).
  private static func csv(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
