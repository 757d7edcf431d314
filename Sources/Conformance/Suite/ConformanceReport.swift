/// What became of a candidate: by case, and summed up by operation.
public struct ConformanceReport: Sendable {
  /// A line of the table.
  public struct Row: Sendable, Equatable {
    /// The operation, such as "operations/convolution".
    public let group: String
    /// Its cases.
    public var cases = 0
    /// Those of them that pass.
    public var passed = 0
    /// Those of them that the candidate does not offer.
    public var notOffered = 0
    /// The worst error over its bound.
    public var share = 0.0
    /// Seconds of the candidate, in all; nil if not all are known.
    public var seconds: Double? = 0
    /// Seconds of this library for the same; nil if not all are known.
    public var baselineSeconds: Double? = 0

    /// Whether nothing fails.
    public var passes: Bool { passed + notOffered == cases }
    /// "pass", "FAIL", or "not offered" where that is all.
    public var verdict: String { notOffered == cases ? "not offered" : passes ? "pass" : "FAIL" }
  }

  /// What reports call the candidate.
  public let candidate: String
  /// What it computes in.
  public let precision: Precision
  /// The cases, in order.
  public let cases: [CaseJudgement]

  /// A report of the given cases.
  public init(candidate: String, precision: Precision, cases: [CaseJudgement]) {
    self.candidate = candidate
    self.precision = precision
    self.cases = cases
  }

  /// Whether there are cases that pass, and none that fail.
  public var passes: Bool { cases.contains(where: \.passes) && !cases.contains(where: \.fails) }

  /// What is wrong, a line each.
  public var problems: [String] { cases.flatMap(\.problems) }

  /// The table, in the order of the cases.
  public var rows: [Row] {
    var rows: [Row] = []
    for judgement in cases {
      if rows.last?.group != judgement.group { rows.append(Row(group: judgement.group)) }
      let last = rows.count - 1
      rows[last].cases += 1
      rows[last].passed += judgement.passes ? 1 : 0
      if case .notOffered = judgement.outcome { rows[last].notOffered += 1 }
      rows[last].share = max(rows[last].share, judgement.share)
      rows[last].seconds = Self.sum(rows[last].seconds, judgement.seconds)
      rows[last].baselineSeconds = Self.sum(rows[last].baselineSeconds, judgement.baselineSeconds)
    }
    return rows
  }

  private static func sum(_ total: Double?, _ seconds: Double?) -> Double? {
    guard let total, let seconds else { return nil }
    return total + seconds
  }
}

extension ConformanceReport: CustomStringConvertible {
  /// The verdict in a line, and what is wrong.
  public var description: String {
    let passed = cases.filter(\.passes).count
    return (["\(candidate), \(precision.rawValue): \(passed) of \(cases.count) cases pass"] + problems)
      .joined(separator: "\n")
  }
}
