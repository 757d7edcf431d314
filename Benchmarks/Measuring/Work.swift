/// What one call of a row does, so that its time becomes a rate.
enum Work: Sendable {
  /// Floating-point operations in Float, a multiply-add counted as two.
  case float(operations: Double)
  /// The same in Double.
  case double(operations: Double)
  /// Bytes that must move at least: every input read once, every output written once.
  case memory(bytes: Double)
  /// Bytes that must be read at least, where next to nothing is written.
  case reading(bytes: Double)
  /// Images, with the floating-point operations in Float that each takes.
  case images(Int, operationsEach: Double)
  /// Image files, whose decoding and encoding no limit of the machine bounds closely.
  case files(Int)

  /// The unit of `rate`.
  var unit: String {
    switch self {
    case .float, .double: "GFLOP/s"
    case .memory, .reading: "GB/s"
    case .images, .files: "images/s"
    }
  }

  /// What bounds the rate; nil if nothing does that can be measured.
  var limit: Limit? {
    switch self {
    case .float, .images: .floatPeak
    case .double: .doublePeak
    case .memory: .bandwidth
    case .reading: .readBandwidth
    case .files: nil
    }
  }

  /// The rate, in `unit`, of a call that takes `seconds`.
  func rate(seconds: Double) -> Double {
    switch self {
    case .float(let operations), .double(let operations): operations / seconds / 1e9
    case .memory(let bytes), .reading(let bytes): bytes / seconds / 1e9
    case .images(let count, _), .files(let count): Double(count) / seconds
    }
  }

  /// The greatest rate, in `unit`, where the limit is `limit` GFLOP/s or GB/s.
  func greatestRate(limit: Double) -> Double {
    switch self {
    case .float, .double, .memory, .reading, .files: limit
    case .images(_, let operations): limit * 1e9 / operations
    }
  }
}
