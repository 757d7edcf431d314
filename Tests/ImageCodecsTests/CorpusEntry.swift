import Foundation
import ImageCodecs
import Testing

/// A line of Fixtures/images/expected.tsv: a file, options, and what decoding it with them must come to.
struct CorpusEntry: Sendable, CustomTestStringConvertible {
  /// How the pixels are known.
  enum Reference: Equatable {
    /// By their CRC-32.
    case exact(UInt32)
    /// By a picture, and the greatest mean and single differences from it.
    case bounds(picture: String, mean: Double, greatest: Int)
  }

  /// What decoding must come to.
  enum Outcome: Equatable {
    /// The image; `isPartial` if the file is cut short.
    case decodes(width: Int, height: Int, channels: Int, isPartial: Bool, reference: Reference)
    /// An error with this kind of reason.
    case refused(String)
  }

  /// A line that is none of these.
  struct Malformed: Error {
    let line: String
  }

  /// The folder of the fixtures.
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/images")

  let path: String
  let optionName: String
  let outcome: Outcome

  var testDescription: String { optionName == "-" ? path : "\(path), \(optionName)" }

  /// The options of that name.
  var options: DecodingOptions {
    switch optionName {
    case "partial": return DecodingOptions(allowsTruncation: true)
    case "as-stored": return DecodingOptions(appliesOrientation: false)
    case let name where name.hasPrefix("over="):
      let level = UInt8(name.dropFirst(5)) ?? 0
      return DecodingOptions(transparency: .composited(red: level, green: level, blue: level))
    default: return DecodingOptions()
    }
  }

  /// All lines after the first.
  static func all() throws -> [CorpusEntry] {
    let text = try String(contentsOf: folder.appending(path: "expected.tsv"), encoding: .utf8)
    return try text.split(separator: "\n").dropFirst().map { try CorpusEntry(line: String($0)) }
  }

  /// The bytes of a file of the folder.
  static func contents(of path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: path)))
  }

  private init(line: String) throws {
    let fields = line.split(separator: "\t").map(String.init)
    guard fields.count == 12, ["decodes", "partial", "refused"].contains(fields[2]),
      ["-", "partial", "as-stored"].contains(fields[1]) || UInt8(fields[1].dropFirst(5)) != nil
    else { throw Malformed(line: line) }
    (path, optionName) = (fields[0], fields[1])
    if fields[2] == "refused" {
      outcome = .refused(fields[3])
      return
    }
    guard let width = Int(fields[5]), let height = Int(fields[6]), let channels = Int(fields[7]) else {
      throw Malformed(line: line)
    }
    let reference: Reference
    if fields[4] == "exact", let check = UInt32(fields[8], radix: 16) {
      reference = .exact(check)
    } else if fields[4] == "bounds", let mean = Double(fields[10]), let greatest = Int(fields[11]) {
      reference = .bounds(picture: fields[9], mean: mean, greatest: greatest)
    } else {
      throw Malformed(line: line)
    }
    outcome = .decodes(
      width: width, height: height, channels: channels, isPartial: fields[2] == "partial", reference: reference)
  }
}
