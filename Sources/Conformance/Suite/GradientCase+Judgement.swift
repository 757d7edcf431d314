extension GradientCase {
  /// Checks the gradients, element by element and in random directions, as a case of a report.
  public func judge() -> CaseJudgement {
    let group = "gradients/\(kind)"
    do {
      var results: [ResultJudgement] = []
      let report = try checkElements()
      guard report.passes else {
        return CaseJudgement(
          id: description, group: group,
          outcome: .failed(report.failures.map(\.description).joined(separator: "; ")))
      }
      results.append(ResultJudgement("elements", share: report.worstRelativeError / Self.tolerance))
      for direction in try checkDirections() {
        guard direction.passes else {
          return CaseJudgement(id: description, group: group, outcome: .failed(direction.description))
        }
        results.append(
          ResultJudgement(direction.argument, share: abs(direction.forward - direction.backward) / direction.bound))
      }
      return CaseJudgement(id: description, group: group, outcome: .judged(results))
    } catch {
      return CaseJudgement(id: description, group: group, outcome: .failed("\(error)"))
    }
  }

  /// The name up to what distinguishes cases of one operation.
  private var kind: String {
    let known = [
      "fully connected", "convolution", "locally connected", "response normalization", "max pooling", "average pooling",
      "rectifier", "dropout", "softmax cross-entropy", "softmax",
    ]
    return known.first { description.hasPrefix($0) }?.replacing(" ", with: "-") ?? "matrix-multiply"
  }
}
