/// A zlib stream (RFC 1950) that cannot be read: what is wrong with it, and at which byte.
public struct ZlibError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong with the stream.
  public enum Reason: Equatable, Sendable {
    /// The stream ends inside its header or its checksum.
    case truncated
    /// The two bytes of the header, as one number, are not divisible by 31.
    case headerCheckMismatch(UInt16)
    /// The compression method is not 8, deflate.
    case unsupportedMethod(UInt8)
    /// The window is larger than 32 KiB: the logarithm of its size.
    case windowTooLarge(logarithm: Int)
    /// The stream needs a dictionary that is not in it.
    case dictionaryNeeded
    /// The checksum is not that of the decompressed bytes.
    case checksumMismatch(stored: UInt32, computed: UInt32)
    /// The compressed data itself.
    case deflate(InflateError)
  }

  /// What is wrong.
  public let reason: Reason
  /// Where: a byte offset in the input as the caller passed it.
  public let offset: Int

  /// An error for this reason at this byte.
  package init(reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// What is wrong, where, and what to do, in one line.
  public var description: String {
    if case .deflate(let error) = reason { return error.description }
    return "byte \(offset) of the zlib data: \(explanation)"
  }

  private var explanation: String {
    let damaged = "the data is damaged; fetch or produce it again"
    switch reason {
    case .truncated:
      return "the data ends inside its header or its checksum; it is cut short: fetch or produce it again"
    case .headerCheckMismatch(let header):
      return "the header 0x\(String(header, radix: 16)) is not divisible by 31: \(damaged)"
    case .unsupportedMethod(let method):
      return "the compression method is \(method) (expected 8, deflate): compress it again with zlib"
    case .windowTooLarge(let logarithm):
      return "the window has 2^\(logarithm) bytes (at most 2^15): \(damaged)"
    case .dictionaryNeeded:
      return "a dictionary is needed that is not in the data; compress it again without one"
    case .checksumMismatch(let stored, let computed):
      return
        "the checksum is 0x\(String(stored, radix: 16)), that of the data 0x\(String(computed, radix: 16)): \(damaged)"
    case .deflate(let error):
      return error.description
    }
  }
}
