import CommandLineSupport
import Conformance
import Foundation

/// Judges what a request names, with a progress line.
struct VerifyRun {
  let request: VerifyRequest
  let style: ProgressLine.Style

  /// The reports; nil if the user interrupted.
  func reports() throws -> [ConformanceReport]? {
    let ids = request.fixtures.ids(containing: request.filter)
    switch request.subject {
    case .itself: return try own(ids)
    case .folder(let path):
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue else {
        throw GoldenError(path, .value("--candidate", expected: "a folder of results"))
      }
      let precision = request.precision ?? .float32
      let candidate = CandidateFolder(folder: URL(filePath: path), precision: precision, name: path)
      return try each(ids, title: path) {
        try candidate.judge($0, of: request.fixtures, timesBaseline: request.isTimed)
      }.map { [ConformanceReport(candidate: path, precision: precision, cases: $0)] }
    case .command(let command, let seconds):
      return try run(CandidateProcess(command: command, limit: seconds), ids)
    }
  }

  /// Gradient checks, and golden cases in both precisions.
  private func own(_ ids: [String]) throws -> [ConformanceReport]? {
    var reports: [ConformanceReport] = []
    if request.filter.isEmpty, request.precision != .float32 {
      var line = ProgressLine(title: "gradients", total: GradientCase.all.count, unit: "cases", style: style)
      var cases: [CaseJudgement] = []
      for (index, example) in GradientCase.all.enumerated() {
        if InterruptHandler.isInterrupted { return nil }
        line.update(completed: index, detail: example.description)
        cases.append(example.judge())
      }
      line.clear()
      reports.append(ConformanceReport(candidate: "alexnet, gradients", precision: .float64, cases: cases))
    }
    let backends: [any Backend] = [
      AlexNetBackend<Float>(convolution: request.convolution), AlexNetBackend<Double>(convolution: request.convolution),
    ]
    for backend in backends where request.precision == nil || request.precision == backend.precision {
      let suite = try ConformanceSuite(backend, fixtures: request.fixtures.folder)
      guard let cases = try each(ids, title: backend.precision.rawValue, { try suite.judge($0) }) else { return nil }
      reports.append(ConformanceReport(candidate: backend.name, precision: backend.precision, cases: cases))
    }
    return reports
  }

  private func run(_ process: CandidateProcess, _ ids: [String]) throws -> [ConformanceReport]? {
    let results = FileManager.default.temporaryDirectory.appending(path: "alexnet-verify-\(UUID().uuidString)")
    // What cannot be removed is the system's to clean up.
    defer { try? FileManager.default.removeItem(at: results) }
    let precision = request.precision ?? .float32
    let candidate = CandidateFolder(folder: results, precision: precision, name: process.command)
    return try each(ids, title: "candidate") { id in
      let golden = try request.fixtures.read(id)
      let (problem, seconds) = process.run(source: golden.folder, output: results.appending(path: id))
      if let problem { return CaseJudgement(id: id, group: golden.group, outcome: .failed(problem)) }
      var judgement = try candidate.judge(id, of: request.fixtures, timesBaseline: request.isTimed)
      // What the command says of its computation alone is better than the time of its whole process.
      judgement.seconds = judgement.seconds ?? seconds
      return judgement
    }.map { [ConformanceReport(candidate: process.command, precision: precision, cases: $0)] }
  }

  /// Calls `body` for each case; nil if the user interrupted.
  private func each(_ ids: [String], title: String, _ body: (String) throws -> CaseJudgement) throws -> [CaseJudgement]?
  {
    var line = ProgressLine(title: title, total: ids.count, unit: "cases", style: style)
    defer { line.clear() }
    var cases: [CaseJudgement] = []
    for (index, id) in ids.enumerated() {
      if InterruptHandler.isInterrupted { return nil }
      line.update(completed: index, detail: id)
      cases.append(try body(id))
    }
    return cases
  }
}
