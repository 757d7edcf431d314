import Foundation

/// A folder of results that another implementation wrote: `<case id>/tensors.safetensors`.
public struct CandidateFolder: Sendable {
  /// The folder.
  public let folder: URL
  /// What the results were computed in.
  public let precision: Precision
  /// What reports call the candidate.
  public let name: String

  /// Results of a precision in a folder.
  public init(folder: URL, precision: Precision, name: String) {
    self.folder = folder
    self.precision = precision
    self.name = name
  }

  /// Judges the results of a case.
  ///
  /// - Parameters:
  ///   - id: the case.
  ///   - fixtures: where the cases are.
  ///   - timesBaseline: whether this library computes the case too, for its time.
  /// - Throws: `GoldenError` if the case is malformed. A file of results that is missing or malformed fails the case.
  public func judge(
    _ id: String, of fixtures: GoldenFixtures, timesBaseline: Bool = false
  ) throws(GoldenError) -> CaseJudgement {
    let golden = try fixtures.read(id)
    let request = try CaseRequest(golden)
    if golden.needsFloat32 && precision.isReduced {
      return CaseJudgement(id: id, group: golden.group, outcome: .notOffered)
    }
    let path = folder.appending(path: "\(id)/tensors.safetensors").path(percentEncoded: false)
    guard FileManager.default.fileExists(atPath: path) else {
      return CaseJudgement(id: id, group: golden.group, outcome: .failed("there are no results (\(path))"))
    }
    var results: [String: CaseTensor] = [:]
    let seconds: Double?
    do {
      let tensors = try CaseTensors(path: path)
      seconds = tensors.seconds
      for name in tensors.names { results[name] = try tensors.tensor(name) }
    } catch {
      return CaseJudgement(id: id, group: golden.group, outcome: .failed("\(error)"))
    }
    var judgement = CaseJudgement(
      id: id, group: golden.group,
      outcome: .judged(Comparator(request, precision: precision).judge(results, golden.results)))
    judgement.seconds = seconds
    if timesBaseline { judgement.baselineSeconds = ConformanceSuite.baselineSeconds(request) }
    return judgement
  }

  /// Judges the results of all cases whose id contains `filter`.
  ///
  /// - Throws: `GoldenError` if a case is malformed.
  public func run(_ fixtures: GoldenFixtures, filter: String = "") throws(GoldenError) -> ConformanceReport {
    var judgements: [CaseJudgement] = []
    for id in fixtures.ids(containing: filter) { judgements.append(try judge(id, of: fixtures)) }
    return ConformanceReport(candidate: name, precision: precision, cases: judgements)
  }
}
