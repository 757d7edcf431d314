import Foundation
import WeightFormats

/// Files in Fixtures/weights, made by Fixtures/Generators/make_torch_fixtures.py, and what they hold.
enum WeightFixture {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/weights")

  /// The path of a file.
  static func path(_ name: String) -> String { folder.appending(path: name).path }

  /// The bytes of a file.
  static func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: path(name))) }

  /// What the tensors of a case hold, by their names.
  static func expected(_ name: String) throws -> SafetensorsFile {
    try SafetensorsFile(path: path("\(name).safetensors"))
  }

  /// The differences between an archive and what it should hold; empty if every bit is right.
  static func differences(_ archive: any WeightArchive, from expected: SafetensorsFile) throws -> [String] {
    var differences: [String] = []
    let names = Set(archive.entries.map(\.name))
    if names != Set(expected.tensors.map(\.name)) { differences.append("names \(names)") }
    for tensor in expected.tensors where names.contains(tensor.name) {
      if archive.entry(named: tensor.name)?.shape != tensor.shape { differences.append("shape of \(tensor.name)") }
      let values = try archive.values(tensor.name)
      let right = try expected.floats(tensor.name)
      if values.map(\.bitPattern) != right.map(\.bitPattern) {
        differences.append("\(tensor.name): \(values) \(right)")
      }
    }
    return differences
  }
}
