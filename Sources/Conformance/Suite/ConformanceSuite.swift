import Foundation

/// All golden cases, run on a backend. In a test target:
///
///     let report = try ConformanceSuite(Mine()).run()
///     #expect(report.passes, "\(report)")
public struct ConformanceSuite: Sendable {
  /// What is judged.
  public let backend: any Backend
  /// The cases.
  public let fixtures: GoldenFixtures

  /// The cases of a folder, or without one those that come with this package.
  ///
  /// - Throws: `GoldenError` if there are none.
  public init(_ backend: some Backend, fixtures folder: URL? = nil) throws(GoldenError) {
    self.backend = backend
    if let folder {
      fixtures = try GoldenFixtures(folder: folder)
    } else {
      fixtures = try GoldenFixtures.standard()
    }
  }

  /// Judges all cases whose id contains `filter`.
  ///
  /// - Parameters:
  ///   - filter: a part of ids; empty for all.
  ///   - timesBaseline: whether this library computes each case too, for its time.
  ///   - progress: is called before each case with the number of those done.
  /// - Throws: `GoldenError` if a case is malformed. What the backend throws fails its case.
  public func run(
    filter: String = "", timesBaseline: Bool = false, progress: (Int, String) -> Void = { _, _ in }
  ) throws(GoldenError) -> ConformanceReport {
    var judgements: [CaseJudgement] = []
    for (index, id) in fixtures.ids(containing: filter).enumerated() {
      progress(index, id)
      judgements.append(try judge(id, timesBaseline: timesBaseline))
    }
    return ConformanceReport(candidate: backend.name, precision: backend.precision, cases: judgements)
  }

  /// Judges one case.
  ///
  /// - Throws: `GoldenError` if the case is malformed. What the backend throws fails it.
  public func judge(_ id: String, timesBaseline: Bool = false) throws(GoldenError) -> CaseJudgement {
    let golden = try fixtures.read(id)
    let request = try CaseRequest(golden)
    if golden.needsFloat32 && backend.precision.isReduced {
      return CaseJudgement(id: id, group: golden.group, outcome: .notOffered)
    }
    let start = Date()
    let results: [String: CaseTensor]?
    do {
      results = try backend.results(of: request)
    } catch {
      return CaseJudgement(id: id, group: golden.group, outcome: .failed("\(error)"))
    }
    let seconds = Date().timeIntervalSince(start)
    guard let results else { return CaseJudgement(id: id, group: golden.group, outcome: .notOffered) }
    var judgement = CaseJudgement(
      id: id, group: golden.group,
      outcome: .judged(Comparator(request, precision: backend.precision).judge(results, golden.results)))
    judgement.seconds = seconds
    if timesBaseline { judgement.baselineSeconds = Self.baselineSeconds(request) }
    return judgement
  }

  /// Seconds that this library takes for a request; nil if it fails.
  static func baselineSeconds(_ request: CaseRequest) -> Double? {
    let start = Date()
    guard let results = try? AlexNetBackend<Float>().results(of: request), !results.isEmpty else { return nil }
    return Date().timeIntervalSince(start)
  }
}

extension GoldenFixtures {
  /// The ids that contain a text; all if it is empty.
  public func ids(containing filter: String) -> [String] { filter.isEmpty ? ids : ids.filter { $0.contains(filter) } }
}

extension Comparator {
  /// The comparator of a request: images are prepared in Float32 whatever the precision.
  init(_ request: CaseRequest, precision: Precision) {
    if case .preparation = request.computation {
      self.init(precision: .float32)
    } else {
      self.init(precision: precision, isComposed: request.computation.isComposed)
    }
  }
}
