import CommandLineSupport
import Conformance
import Foundation
import Operations

/// What `alexnet verify` is asked to do, checked.
struct VerifyRequest {
  /// What is judged.
  enum Subject {
    /// This build.
    case itself
    /// Results in a folder.
    case folder(String)
    /// A command that writes results, one run a case.
    case command(String, seconds: Int)
  }

  let subject: Subject
  let precision: Precision?
  let fixtures: GoldenFixtures
  let filter: String
  let report: String?
  let isTimed: Bool
  let convolution: Convolution.Algorithm?

  init(_ arguments: ParsedArguments) throws {
    let precision = try arguments.choice("--precision", among: Precision.allCases.map(\.rawValue))
    self.precision = precision.flatMap(Precision.init(rawValue:))
    convolution = try ClassifierOptions.convolution(arguments)
    isTimed = arguments.flag("--times")
    filter = arguments.string("--filter") ?? ""
    report = arguments.string("--report")
    if let report, !report.hasSuffix(".md"), !report.hasSuffix(".json") {
      throw arguments.conflict("--report is \(report), whose ending is neither .md nor .json")
    }
    let seconds = try arguments.integer("--time-limit", in: 1...86_400)
    switch (arguments.string("--candidate"), arguments.string("--exec")) {
    case (_?, _?): throw arguments.conflict("--candidate and --exec exclude each other")
    case (let folder?, nil): subject = .folder(folder)
    case (nil, let command?):
      guard command.contains("{case}"), command.contains("{output}") else {
        throw arguments.conflict("--exec needs {case} and {output} in its command")
      }
      subject = .command(command, seconds: seconds ?? 60)
    case (nil, nil):
      subject = .itself
      if let precision = self.precision, precision.isReduced {
        throw arguments.conflict("this build computes in float32 and float64; \(precision.rawValue) needs a candidate")
      }
    }
    if case .itself = subject {
    } else if convolution != nil {
      throw arguments.conflict("--convolution is this build's; a candidate computes as it does")
    }
    if case .command = subject {} else if seconds != nil { throw arguments.conflict("--time-limit needs --exec") }
    if let path = arguments.string("--fixtures") {
      fixtures = try GoldenFixtures(folder: URL(filePath: path))
    } else {
      fixtures = try GoldenFixtures.standard()
    }
    guard !fixtures.ids(containing: filter).isEmpty else {
      throw arguments.conflict("no case has '\(filter)' in its id; ids are such as \(fixtures.ids[0])")
    }
  }
}
