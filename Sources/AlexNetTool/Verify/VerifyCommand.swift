import CommandLineSupport
import Conformance
import Foundation
import Reports

/// `alexnet verify`: gradient checks and golden cases of this build, or of another backend's results.
enum VerifyCommand: Subcommand {
  static let specification = CommandSpecification(
    name: "verify", summary: "Check this build on this machine, or judge another backend's results.",
    discussion: """
      Compares gradients with differences, and results with golden cases: inputs and what must come out, computed in \
      Float64 by other implementations, with derived bounds. The table shows, by operation, the worst error over its \
      bound: at most 1 passes. The exit status is 1 if anything fails.

      Another backend writes RESULTS/<case id>/tensors.safetensors for the cases in Fixtures (the format is in \
      Fixtures/README.md), and --candidate RESULTS judges them. Or --exec runs a command for each case, in which {case} \
      stands for the case's folder and {output} for the folder to write tensors.safetensors in.

      --digest prints a SHA-256 over the bits of outputs, gradients and training steps: the same for every number of \
      threads, every instruction set and every build; it is compared with the one recorded in Fixtures/digest.txt.
      """,
    options: [
      OptionSpecification("--candidate", "DIR", help: "Judge the results in a folder."),
      OptionSpecification("--exec", "COMMAND", help: "Judge the results of a command, run once a case."),
      OptionSpecification("--time-limit", "SECONDS", help: "Seconds that a run of --exec may take.", default: "60"),
      OptionSpecification(
        "--precision", "KIND",
        help: "What a candidate computes in: \(Precision.allCases.map(\.rawValue).joined(separator: ", ")).",
        default: "float32; this build in float32 and float64"),
      ClassifierOptions.convolution,
      OptionSpecification("--filter", "TEXT", help: "Only cases with this in their id."),
      OptionSpecification("--fixtures", "DIR", help: "The folder of cases.", default: "Fixtures of this package"),
      OptionSpecification("--report", "FILE", help: "Write a report, .md or .json."),
      OptionSpecification(flag: "--times", help: "Time this library on each of a candidate's cases, beside it."),
      OptionSpecification(flag: "--digest", help: "Print the digest of this build's bits instead."),
    ],
    examples: [
      .init("alexnet verify", "Is this build right on this machine?"),
      .init(
        "alexnet verify --candidate results --report report.md", "Judge another backend, with a report to publish."),
      .init(
        "alexnet verify --exec 'python3 Fixtures/Generators/torch_candidate.py {case} {output}' --filter operations/",
        "Run another backend on the operations."),
      .init("alexnet verify --digest", "The digest of bits; the same everywhere."),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    if arguments.flag("--digest") { return try digest(arguments) }
    let request = try VerifyRequest(arguments)
    InterruptHandler.install()
    let isSilent = arguments.isQuiet || arguments.isJSON
    let run = VerifyRun(request: request, style: .automatic(isQuiet: isSilent))
    guard let reports = try run.reports() else { return .interrupted }
    let passes = reports.allSatisfy(\.passes)
    let json = JSONValue.object([
      .init("passes", .bool(passes)), .init("reports", .array(reports.map(\.value))),
    ])
    if let file = request.report {
      let text = file.hasSuffix(".md") ? reports.map(\.markdown).joined(separator: "\n") : json.prettyDescription + "\n"
      try Data(text.utf8).write(to: URL(filePath: file), options: .atomic)
    }
    if arguments.isJSON {
      write(json.prettyDescription + "\n", to: .standardOutput)
    } else {
      write(table(reports), to: .standardOutput)
      for problem in reports.flatMap(\.problems) { write(problem + "\n", to: .standardError) }
    }
    return passes ? .success : .checkFailed
  }

  private static func table(_ reports: [ConformanceReport]) -> String {
    var table = TextTable(columns: [
      "operation": .left, "precision": .left, "cases": .right, "worst / bound": .right, "": .left,
    ])
    for (index, report) in reports.enumerated() {
      if index > 0 { table.addRule() }
      for row in report.rows {
        table.addRow([
          .text(row.group), .text(report.precision.rawValue), .integer(row.cases),
          .text(ConformanceReport.text(row.share)), .text(row.verdict),
        ])
      }
    }
    let cases = reports.flatMap(\.cases)
    let (passed, failed) = (cases.filter(\.passes).count, cases.filter(\.fails).count)
    let rest = cases.count - passed - failed
    return "\(table)\n\(passed) cases pass, \(failed) fail\(rest > 0 ? ", \(rest) are not offered" : "")\n"
  }

  private static func digest(_ arguments: ParsedArguments) throws -> ExitStatus {
    let others = [
      "--candidate", "--exec", "--time-limit", "--precision", "--convolution", "--filter", "--report", "--times",
    ]
    if let other = others.first(where: arguments.isGiven) {
      throw arguments.conflict("--digest and \(other) exclude each other")
    }
    let digest = try ReproducibilityDigest.compute()
    let fixtures = try arguments.string("--fixtures").map { URL(filePath: $0) } ?? GoldenFixtures.standard().folder
    let recorded = try? String(contentsOf: fixtures.appending(path: "digest.txt"), encoding: .utf8)
    let differences = recorded.map(digest.differences(from:))
    if arguments.isJSON {
      let json: JSONValue = [
        "total": .string(digest.total),
        "sections": .array(digest.sections.map { ["name": .string($0.name), "digest": .string($0.digest)] }),
        "differences": differences.map { .array($0.map { .string($0) }) } ?? .null,
      ]
      write(json.prettyDescription + "\n", to: .standardOutput)
    } else {
      write(digest.text, to: .standardOutput)
    }
    guard let differences else {
      write("alexnet verify: no digest.txt to compare with; --fixtures names its folder\n", to: .standardError)
      return .success
    }
    for name in differences { write("\(name): other bits than in digest.txt\n", to: .standardError) }
    return differences.isEmpty ? .success : .checkFailed
  }

  private static func write(_ text: String, to stream: Terminal.Stream) { Terminal.write(text, to: stream) }
}
