import Foundation
import Testing

/// The inputs in `Regressions`, through the code that the fuzzers run, and without them.
struct RegressionTests {
  /// An input of a target.
  struct Input: CustomTestStringConvertible, Sendable {
    let target: any FuzzTarget.Type
    let name: String
    let bytes: [UInt8]

    var testDescription: String { "\(target.name)/\(name)" }
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

  /// What the folders "Regressions" and "Seeds" have for each target.
  static let inputs = FuzzTargets.all.flatMap { target in
    ["Regressions", "Seeds"].flatMap { files(in: folder.appending(path: "\($0)/\(target.name)"), for: target) }
  }

  private static func files(in folder: URL, for target: any FuzzTarget.Type) -> [Input] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().compactMap { name in
      guard let contents = try? Data(contentsOf: folder.appending(path: name)) else { return nil }
      return Input(target: target, name: name, bytes: [UInt8](contents))
    }
  }

  /// A second is some hundred times what the slowest takes; a hang would not end at all.
  @Test(.serialized, .timeLimit(.minutes(1)), arguments: inputs)
  func `an input that fuzzing found ends in a value or an error of its type, soon`(_ input: Input) throws {
    let clock = ContinuousClock()
    let duration = try clock.measure { try input.target.run(input.bytes.span) }
    #expect(duration < .seconds(10))
  }

  @Test(arguments: FuzzTargets.all.map { $0.name })
  func `each target has inputs`(_ name: String) {
    #expect(Self.inputs.count { $0.target.name == name } >= 8)
  }

  @Test func `no folder of inputs is without a target`() throws {
    let names = Set(FuzzTargets.all.map { $0.name })
    for kind in ["Regressions", "Seeds"] {
      let folders = try FileManager.default.contentsOfDirectory(atPath: Self.folder.appending(path: kind).path)
      #expect(Set(folders).subtracting(names).isEmpty)
    }
  }
}
