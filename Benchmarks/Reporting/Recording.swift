import Foundation

/// A recorded run, read from the file that `--json` wrote.
struct Recording: Sendable {
  /// The file.
  let path: String
  /// Where the run was made, if the file says so.
  let machine: RecordedMachine?
  private let rows: [String: RecordedRow]

  /// Reads a file of JSON lines; lines without a name may describe the machine, or are passed over.
  ///
  /// - Throws: `RecordingError` if the file cannot be read, is too large, or a line cannot be understood.
  init(path: String) throws(RecordingError) {
    let limit = 1 << 24
    let data: Data
    do {
      let handle = try FileHandle(forReadingFrom: URL(filePath: path))
      defer { try? handle.close() }
      data = try handle.read(upToCount: limit + 1) ?? Data()
    } catch {
      throw RecordingError(path: path, problem: .unreadable(error.localizedDescription))
    }
    guard data.count <= limit else { throw RecordingError(path: path, problem: .tooLarge(limit: limit)) }
    var rows: [String: RecordedRow] = [:]
    var machine: RecordedMachine?
    for (index, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { $0 > UInt8(ascii: " ") }) else { continue }
      guard let object = try? JSONSerialization.jsonObject(with: line) as? [String: Any] else {
        throw RecordingError(path: path, problem: .invalidLine(index + 1))
      }
      guard object["name"] != nil else {
        if let found = try? JSONDecoder().decode(RecordedMachine.self, from: line), found.isPlausible {
          machine = found
        }
        continue
      }
      guard let row = try? JSONDecoder().decode(RecordedRow.self, from: line), row.value > 0 else {
        throw RecordingError(path: path, problem: .invalidLine(index + 1))
      }
      rows[row.name] = row
    }
    guard !rows.isEmpty else { throw RecordingError(path: path, problem: .noRows) }
    self.path = path
    self.machine = machine
    self.rows = rows
  }

  /// The row of a name.
  func row(_ name: String) -> RecordedRow? { rows[name] }

  /// How many times the recorded performance a measurement is; nil if there is no record of it.
  func ratio(of measurement: Measurement) -> Double? { rows[measurement.name]?.ratio(of: measurement) }
}
