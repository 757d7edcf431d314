/// A gzip file (RFC 1952) that cannot be read: what is wrong with it, and at which byte.
public struct GzipError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong with the file.
  public enum Reason: Equatable, Sendable {
    /// The first two bytes are not 1f 8b.
    case notGzip
    /// The file ends inside a member's header or trailer.
    case truncated
    /// The compression method is not 8, deflate.
    case unsupportedMethod(UInt8)
    /// A header has flags that the format reserves.
    case reservedFlags(UInt8)
    /// A header's checksum is not that of its bytes.
    case headerChecksumMismatch(stored: UInt16, computed: UInt16)
    /// A member's checksum is not that of its decompressed bytes.
    case checksumMismatch(stored: UInt32, computed: UInt32)
    /// A member's size, modulo 2³², is not that of its decompressed bytes.
    case sizeMismatch(stored: UInt32, computed: UInt32)
    /// After a member comes neither another one nor zero padding.
    case trailingBytes
    /// The compressed data itself.
    case deflate(InflateError)
  }

  /// What is wrong.
  public let reason: Reason
  /// Where: a byte offset in the file.
  public let offset: Int

  /// An error for this reason at this byte.
  package init(reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// What is wrong, where, and what to do, in one line.
  public var description: String {
    if case .deflate(let error) = reason { return error.description }
    return "byte \(offset) of the gzip data: \(explanation)"
  }

  private var explanation: String {
    let damaged = "the file is damaged; fetch or produce it again"
    switch reason {
    case .notGzip:
      return "this is not gzip, which begins with the bytes 1f 8b; compress it with gzip"
    case .truncated:
      return "the file ends inside a header or trailer; it is cut short: fetch or produce it again"
    case .unsupportedMethod(let method):
      return "the compression method is \(method) (expected 8, deflate): compress it again with gzip"
    case .reservedFlags(let flags):
      return "the header has the reserved flags 0x\(Self.hex(flags)): \(damaged)"
    case .headerChecksumMismatch(let stored, let computed):
      return "the header's checksum is 0x\(Self.hex(stored)), that of its bytes 0x\(Self.hex(computed)): \(damaged)"
    case .checksumMismatch(let stored, let computed):
      return "the checksum is 0x\(Self.hex(stored)), that of the data 0x\(Self.hex(computed)): \(damaged)"
    case .sizeMismatch(let stored, let computed):
      return "the stored size is \(stored) bytes, that of the data \(computed): \(damaged)"
    case .trailingBytes:
      return "what follows is neither another gzip member nor zero padding; remove it or fetch the file again"
    case .deflate(let error):
      return error.description
    }
  }

  private static func hex(_ value: some FixedWidthInteger) -> String {
    String(value, radix: 16)
  }
}
