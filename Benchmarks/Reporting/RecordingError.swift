/// A recorded run that cannot be used.
struct RecordingError: Error, Equatable, CustomStringConvertible {
  /// What is wrong with it.
  enum Problem: Equatable {
    case unreadable(String)
    case tooLarge(limit: Int)
    case invalidLine(Int)
    case noRows
    case noMachine
    case noLayers
  }

  let path: String
  let problem: Problem

  var description: String {
    let remedy = "--compare takes a file that `benchmarks --json` wrote"
    return switch problem {
    case .unreadable(let reason): "\(path): cannot be read: \(reason)"
    case .tooLarge(let limit): "\(path): more than \(limit) bytes; \(remedy)"
    case .invalidLine(let line): "\(path):\(line): not an object with a name and a positive value; \(remedy)"
    case .noRows: "\(path): no results; \(remedy)"
    case .noMachine: "\(path): no line that describes the machine; \(remedy)"
    case .noLayers: "\(path): no rows of single layers; record a whole run"
    }
  }
}
