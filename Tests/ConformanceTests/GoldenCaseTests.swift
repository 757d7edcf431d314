import Foundation
import TestSupport
import Testing
import WeightFormats

@testable import Conformance

/// What is refused when a case is read.
@Suite struct GoldenCaseTests {
  private static let json = """
    {"description": "A test.", "format": 1, "generator": {"oracle": "hand"}, "inputs": ["input", "outputGradient"],
     "operation": "rectifier", "parameters": {}, "results": {
     "inputGradient": {"kind": "exact", "reason": "copies"},
     "output": {"factor": 2, "kind": "bounded", "magnitude": "sizes", "reason": "a test"}}}
    """

  /// A case in a folder, its JSON with a part replaced, its tensors without some or with others.
  private func golden(
    replacing part: String = "", with other: String = "", tensors changed: [String: [Float]?] = [:],
    shapes: [String: [Int]] = [:]
  ) throws -> (TemporaryFolder, GoldenFixtures) {
    let folder = try TemporaryFolder()
    let json = part.isEmpty ? Self.json : Self.json.replacing(part, with: other)
    #expect(part.isEmpty || json != Self.json)
    try folder.write(Array(json.utf8), to: "operations/rectifier/test/case.json")
    let all: [String: [Float]?] = [
      "input": [1, -2], "outputGradient": [3, 4], "output": [1, 0], "inputGradient": [3, 0], "sizes": [1, 1],
    ]
    let tensors = all.merging(changed) { $1 }.compactMapValues { $0 }
    let names = tensors.keys.sorted()
    var writer = try SafetensorsWriter(
      path: folder.path("operations/rectifier/test/tensors.safetensors"),
      tensors: names.map {
        TensorDeclaration(name: $0, dtype: .float32, shape: shapes[$0] ?? [tensors[$0]?.count ?? 0])
      })
    for name in names { try writer.write(tensors[name] ?? [], to: name) }
    try writer.commit()
    return (folder, try GoldenFixtures(folder: folder.url))
  }

  @Test func `a well-formed case is read and judged`() throws {
    let (folder, fixtures) = try golden()
    defer { withExtendedLifetime(folder) {} }
    #expect(fixtures.ids == ["operations/rectifier/test"])
    let report = try ConformanceSuite(AlexNetBackend<Float>(), fixtures: folder.url).run()
    #expect(report.passes && report.cases.count == 1, "\(report)")
    #expect(report.rows.map(\.group) == ["operations/rectifier"])
    #expect(report.markdown.contains("| operations/rectifier | 1 | 1 | 0 | 0 | pass |"))
    #expect(report.json.contains("\"precision\": \"float32\""))
  }

  @Test(arguments: [
    ("\"format\": 1", "\"format\": 2"), ("\"format\": 1", "\"format\": \"1\""), ("\"operation\"", "\"operations\""),
    ("\"factor\": 2", "\"factor\": -2"), ("\"factor\": 2", "\"factor\": 1e999"), ("\"exact\"", "\"near\""),
    ("\"sizes\"", "\"size\""), ("[\"input\"", "[\"inputs\""), ("[\"input\"", "[3"), ("{\"desc", "[\"desc"),
    ("\"reason\": \"copies\"", "\"reason\": 3"), ("\"rectifier\"", "\"relu\""),
  ])
  func `a malformed case is refused`(_ part: String, _ other: String) throws {
    let (folder, fixtures) = try golden(replacing: part, with: other)
    defer { withExtendedLifetime(folder) {} }
    #expect(throws: GoldenError.self) { try CaseRequest(try fixtures.read(fixtures.ids[0])) }
  }

  @Test(
    arguments: [
      ["sizes": [1, Float.nan]], ["sizes": [1, .infinity]], ["sizes": [1, -1]], ["sizes": [1]], ["output": []],
      ["output": nil], ["input": nil],
    ] as [[String: [Float]?]])
  func `tensors that would prove nothing are refused`(_ tensors: [String: [Float]?]) throws {
    let (folder, fixtures) = try golden(tensors: tensors)
    defer { withExtendedLifetime(folder) {} }
    #expect(throws: GoldenError.self) { try fixtures.read(fixtures.ids[0]) }
  }

  @Test func `seven dimensions are refused`() throws {
    let (folder, fixtures) = try golden(shapes: ["input": [1, 1, 1, 1, 1, 1, 2]])
    defer { withExtendedLifetime(folder) {} }
    #expect(throws: GoldenError.self) { try fixtures.read(fixtures.ids[0]) }
  }

  @Test func `a folder without cases is refused, with the remedy`() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: GoldenError.self) { try GoldenFixtures(folder: folder.url) }
    #expect(error?.description.contains("Fixtures") == true)
  }

  @Test func `a wrong expected value fails the case and is named`() throws {
    let (folder, _) = try golden(tensors: ["output": [1, 0.5]])
    defer { withExtendedLifetime(folder) {} }
    let report = try ConformanceSuite(AlexNetBackend<Float>(), fixtures: folder.url).run()
    #expect(!report.passes)
    #expect(
      report.problems.first?.hasPrefix("operations/rectifier/test: output element 1 is 0.0; expected 0.5") == true)
    #expect(report.markdown.contains("does not pass"))
  }

  // MARK: Candidates

  private func judge(_ tensors: [(String, [Float])]?, metadata: [String: String] = [:]) throws -> ConformanceReport {
    let (folder, fixtures) = try golden()
    let results = try TemporaryFolder()
    defer { withExtendedLifetime((folder, results)) {} }
    if let tensors {
      let place = results.url.appending(path: "operations/rectifier/test")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      var writer = try SafetensorsWriter(
        path: place.appending(path: "tensors.safetensors").path,
        tensors: tensors.map { TensorDeclaration(name: $0.0, dtype: .float32, shape: [$0.1.count]) },
        metadata: metadata)
      for (name, elements) in tensors { try writer.write(elements, to: name) }
      try writer.commit()
    }
    return try CandidateFolder(folder: results.url, precision: .float32, name: "test").run(fixtures)
  }

  @Test func `a candidate's results are judged`() throws {
    #expect(try judge([("output", [1, 0]), ("inputGradient", [3, 0])]).passes)
    for (tensors, problem) in [
      ([("output", [1, 0])], "inputGradient is missing"),
      ([("output", [1, 0]), ("inputGradient", [3, 0]), ("more", [1])], "more is extra"),
      ([("output", [1]), ("inputGradient", [3, 0])], "output has the shape [1], not [2]"),
      ([("output", [.nan, 0]), ("inputGradient", [3, 0])], "not finite"),
      ([("output", [0, 0]), ("inputGradient", [3, 0])], "zero everywhere"),
    ] as [([(String, [Float])], String)] {
      let report = try judge(tensors)
      #expect(!report.passes)
      #expect(report.problems.contains { $0.contains(problem) }, "\(report.problems)")
    }
    #expect(try judge(nil).problems.first?.contains("there are no results") == true)
  }

  @Test(
    arguments: [("0.25", 0.25), ("0", 0), ("-1", nil), ("nan", nil), ("soon", nil), (nil, nil)] as [(String?, Double?)])
  func `a candidate's own time is carried, if it is one`(_ text: String?, _ seconds: Double?) throws {
    let report = try judge(
      [("output", [1, 0]), ("inputGradient", [3, 0])], metadata: text.map { ["seconds": $0] } ?? [:])
    #expect(report.rows.map(\.seconds) == [seconds])
  }

  @Test func `what a backend does not offer neither passes nor fails, and alone proves nothing`() throws {
    struct Nothing: Backend {
      let name = "nothing"
      let precision = Precision.float32
      func results(of request: CaseRequest) -> [String: CaseTensor]? { nil }
    }
    let (folder, _) = try golden()
    defer { withExtendedLifetime(folder) {} }
    let report = try ConformanceSuite(Nothing(), fixtures: folder.url).run()
    #expect(!report.passes && report.problems.isEmpty)
    #expect(report.rows.map(\.verdict) == ["not offered"])
  }
}
