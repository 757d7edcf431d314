import ImageCodecs
import StreamCodecs

/// Gzip files, as they come and with their checks made right.
enum GzipTarget: FuzzTarget {
  static let name = "Gzip"

  /// Checks that are made right before a file is given up.
  private static let maximumRepairs = 8

  private static func limit(_ bytes: Span<UInt8>) -> Int { [0, 1000, 1 << 16, 1 << 20][choice(bytes, of: 4)] }

  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 3 * limit(bytes) + 4 * bytes.count + 1 << 16 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    let limit = limit(bytes)
    var file = bytes.withUnsafeBufferPointer { Array($0) }
    for _ in 0..<maximumRepairs {
      let size: Int
      do throws(GzipError) {
        size = try Gzip.decompress(file.span, maximumOutputSize: limit).count
      } catch {
        try check(error, file)
        guard let check = rightCheck(error) else { return }
        // Each ends before the file does, or it would have been cut short.
        for (index, byte) in check.enumerated() { file[error.offset + index] = byte }
        continue
      }
      return try Finding.unless(size <= limit, "\(size) bytes of at most \(limit)")
    }
  }

  private static func check(_ error: GzipError, _ file: [UInt8]) throws(Finding) {
    try Finding.checkText(of: error)
    try Finding.unless((0...file.count).contains(error.offset), "an error at byte \(error.offset)")
  }

  /// What should be stored where a check is wrong.
  private static func rightCheck(_ error: GzipError) -> [UInt8]? {
    func littleEndian(_ value: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
      (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    return switch error.reason {
    case .headerChecksumMismatch(_, let computed): littleEndian(computed)
    case .checksumMismatch(_, let computed), .sizeMismatch(_, let computed): littleEndian(computed)
    default: nil
    }
  }
}
