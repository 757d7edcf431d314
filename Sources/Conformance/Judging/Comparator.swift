/// Compares results with what is expected, element by element.
///
/// What must not pass, and does not: NaN where a number is expected, whatever the bound; an empty or cut tensor; zeros
/// everywhere; another NaN or infinity than the expected one. An expected tensor that is empty and magnitudes that are not
/// finite are refused when a case is read.
public struct Comparator: Sendable {
  /// What results were computed in.
  public let precision: Precision
  /// Whether the results are those of a whole network or of training.
  public let isComposed: Bool

  /// A comparator by the bounds of a precision.
  public init(precision: Precision, isComposed: Bool = false) {
    self.precision = precision
    self.isComposed = isComposed
  }

  /// Compares all tensors of a case; the extra ones come last.
  public func judge(_ given: [String: CaseTensor], _ expected: [GoldenCase.Result]) -> [ResultJudgement] {
    let names = Set(expected.map(\.name))
    return expected.map { judge(given[$0.name], $0) }
      + given.keys.filter { !names.contains($0) }.sorted().map { ResultJudgement($0, .extra) }
  }

  /// Compares one tensor.
  public func judge(_ given: CaseTensor?, _ result: GoldenCase.Result) -> ResultJudgement {
    let name = result.name
    guard let given else { return ResultJudgement(name, .missing) }
    guard given.shape == result.expected.shape else {
      return ResultJudgement(name, .shape(given: given.shape, expected: result.expected.shape))
    }
    switch (result.expected.elements, given.elements) {
    case (.integers(let expected), .integers(let given)): return integers(name, given, expected)
    case (.integers, .reals): return ResultJudgement(name, .notIntegers)
    case (.reals(let expected), _): return reals(result, given.reals, expected)
    }
  }

  private func integers(_ name: String, _ given: [Int64], _ expected: [Int64]) -> ResultJudgement {
    let wrong = given.indices.filter { given[$0] != expected[$0] }
    guard let first = wrong.first else { return ResultJudgement(name, share: 0) }
    return ResultJudgement(
      name,
      .differs(
        index: first, given: Double(given[first]), expected: Double(expected[first]), allowed: 0, places: wrong.count))
  }

  private func reals(_ result: GoldenCase.Result, _ given: [Double], _ expected: [Double]) -> ResultJudgement {
    let name = result.name
    var (share, worst, beyond) = (0.0, 0, 0)
    var (isZero, expectsZero) = (true, true)
    for (index, (value, right)) in zip(given, expected).enumerated() {
      if value != 0 { isZero = false }
      guard right.isFinite else {
        guard value == right || (value.isNaN && right.isNaN) else {
          return ResultJudgement(name, .notSpecial(index: index, given: value, expected: right))
        }
        expectsZero = false
        continue
      }
      guard value.isFinite else {
        let overflow = precision == .float16 && abs(right) > 65504
        return ResultJudgement(name, .notFinite(index: index, given: value, expected: right, overflow: overflow))
      }
      let allowed = allowance(result, index, right)
      if abs(right) > allowed { expectsZero = false }
      let error = abs(value - right)
      if error > 0 {
        let part = error / allowed
        // Not the other way round: a part that is no number is beyond, too.
        if !(part <= 1) { beyond += 1 }
        if !(part <= share) { (share, worst) = (part, index) }
      } else if case .exact(signedZeros: true) = result.bound.kind, value.sign != right.sign {
        return ResultJudgement(name, .sign(index: index))
      }
    }
    if isZero && !expectsZero { return ResultJudgement(name, .allZero) }
    guard beyond > 0 else { return ResultJudgement(name, share: share) }
    return ResultJudgement(
      name,
      .differs(
        index: worst, given: given[worst], expected: expected[worst],
        allowed: allowance(result, worst, expected[worst]), places: beyond), share: share)
  }

  private func allowance(_ result: GoldenCase.Result, _ index: Int, _ expected: Double) -> Double {
    switch result.bound.kind {
    case .exact:
      // Copies are exact, but a reduced precision rounds what is copied.
      guard precision.isReduced else { return 0 }
      return 2 * precision.unit * abs(expected) + (precision == .float16 ? 0x1p-24 : precision.tiny)
    case .bounded(let factor, _):
      return precision.allowance(
        factor: factor, magnitude: result.magnitude.map { $0[index] } ?? abs(expected), isComposed: isComposed)
    }
  }
}
