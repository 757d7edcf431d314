import Reports

extension ConformanceReport {
  /// The report as a page of Markdown, to publish.
  public var markdown: String {
    var lines = [
      "# Conformance of \(candidate)", "",
      "Judged as \(precision.rawValue) (unit roundoff \(precision.unit))"
        + (precision.isReduced ? ", sums in float32" : "") + ": \(passes ? "**passes**" : "**does not pass**"), "
        + "\(cases.filter(\.passes).count) of \(cases.count) golden cases.", "",
      "Worst is the largest error of any element over its bound: at most 1 passes. Exact results have no error.", "",
    ]
    let isTimed = rows.contains { $0.seconds != nil && $0.baselineSeconds != nil }
    lines.append(
      "| operation | cases | passed | not offered | worst | |" + (isTimed ? " candidate, s | alexnet, s |" : ""))
    lines.append("|---|---:|---:|---:|---:|---|" + (isTimed ? "---:|---:|" : ""))
    for row in rows {
      var line =
        "| \(row.group) | \(row.cases) | \(row.passed) | \(row.notOffered) | \(Self.text(row.share)) | \(row.verdict) |"
      if isTimed {
        line += " \(row.seconds.map(Self.text) ?? "") | \(row.baselineSeconds.map(Self.text) ?? "") |"
      }
      lines.append(line)
    }
    if !problems.isEmpty { lines += ["", "## What fails", ""] + problems.map { "- \($0)" } }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The report as JSON.
  public var json: String { value.prettyDescription + "\n" }

  /// The report as a JSON value.
  package var value: JSONValue {
    [
      "candidate": .string(candidate), "precision": .string(precision.rawValue),
      "unitRoundoff": .number(precision.unit), "passes": .bool(passes),
      "operations": .array(
        rows.map { row in
          [
            "operation": .string(row.group), "cases": .integer(row.cases), "passed": .integer(row.passed),
            "notOffered": .integer(row.notOffered), "worst": .number(row.share), "verdict": .string(row.verdict),
            "seconds": row.seconds.map(JSONValue.number) ?? .null,
            "baselineSeconds": row.baselineSeconds.map(JSONValue.number) ?? .null,
          ]
        }),
      "cases": .array(
        cases.map { judgement in
          [
            "id": .string(judgement.id), "passes": .bool(judgement.passes), "worst": .number(judgement.share),
            "seconds": judgement.seconds.map(JSONValue.number) ?? .null,
            "baselineSeconds": judgement.baselineSeconds.map(JSONValue.number) ?? .null,
            "problems": .array(judgement.problems.map { .string($0) }),
          ]
        }),
    ]
  }

  /// Three digits that count.
  package static func text(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : "∞" }
    guard value != 0 else { return "0" }
    var scale = 1.0
    while value * scale < 100 && scale < 1e12 { scale *= 10 }
    let text = ((value * scale).rounded() / scale).description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
