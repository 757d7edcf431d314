/// Safetensors files whose header has the length that it says.
enum SafetensorsRepair {
  /// A file of the same header, taken to end with the last brace, and the same data.
  static func repaired(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > 8, let end = bytes.lastIndex(of: UInt8(ascii: "}")), end >= 8 else { return bytes }
    let length = end - 7
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + bytes[8...]
  }
}
