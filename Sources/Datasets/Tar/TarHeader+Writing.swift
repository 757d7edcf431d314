extension TarHeader {
  /// The header of a regular file, in a pax header and its own if one block cannot say it.
  ///
  /// - Precondition: `name` is not empty and contains no zero byte; `size` is not negative.
  static func blocks(name: String, size: Int) -> [UInt8] {
    let bytes = Array(name.utf8)
    precondition(!bytes.isEmpty && !bytes.contains(0) && size >= 0, "a file has a name and a size")
    var records: [UInt8] = []
    // A name outside ASCII would fit, but no header says in which encoding; pax headers are UTF-8.
    let place = bytes.allSatisfy { $0 < 0x80 } ? split(bytes) : nil
    if place == nil { records += record("path", bytes) }
    let isLarge = size >= 1 << 33
    if isLarge { records += record("size", Array(String(size).utf8)) }
    let (prefix, suffix) = place ?? ([], Array(bytes.prefix(100)))
    let header = block(prefix: prefix, name: suffix, size: isLarge ? 0 : size, type: UInt8(ascii: "0"))
    guard !records.isEmpty else { return header }
    let padding = (blockSize - records.count % blockSize) % blockSize
    return block(prefix: [], name: Array("././@PaxHeader".utf8), size: records.count, type: UInt8(ascii: "x")) + records
      + [UInt8](repeating: 0, count: padding) + header
  }

  /// One block with these fields and its checksum.
  private static func block(prefix: [UInt8], name: [UInt8], size: Int, type: UInt8) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: blockSize)
    func put(_ bytes: some Collection<UInt8>, at offset: Int) {
      block.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    }
    func octal(_ value: Int, digits: Int) -> String.UTF8View {
      let text = String(value, radix: 8)
      return (String(repeating: "0", count: digits - text.utf8.count) + text).utf8
    }
    put(name, at: 0)
    put(octal(0o644, digits: 7), at: 100)
    put(octal(0, digits: 7), at: 108)
    put(octal(0, digits: 7), at: 116)
    put(octal(size, digits: 11), at: 124)
    put(octal(0, digits: 11), at: 136)
    put([type], at: 156)
    put("ustar\u{0}00".utf8, at: 257)
    put(octal(0, digits: 7), at: 329)
    put(octal(0, digits: 7), at: 337)
    put(prefix, at: 345)
    // The checksum counts its own field as eight blanks, and is written as six digits, a zero and a blank.
    put(octal(block.reduce(8 * 0x20) { $0 + Int($1) }, digits: 6), at: 148)
    put([0, UInt8(ascii: " ")], at: 154)
    return block
  }

  /// A name as ustar's two fields, 155 and 100 bytes around a slash; nil if it does not fit.
  private static func split(_ name: [UInt8]) -> (prefix: [UInt8], name: [UInt8])? {
    if name.count <= 100 { return ([], name) }
    let slash = UInt8(ascii: "/")
    // The first slash that leaves at most 100 bytes leaves the shortest prefix.
    guard let cut = name[(name.count - 101)...].firstIndex(of: slash), cut > 0, cut <= 155, cut + 1 < name.count
    else { return nil }
    return (Array(name[..<cut]), Array(name[(cut + 1)...]))
  }

  /// A pax record, whose length counts its own digits.
  private static func record(_ keyword: String, _ value: [UInt8]) -> [UInt8] {
    let rest = Array(" \(keyword)=".utf8) + value + [UInt8(ascii: "\n")]
    var length = rest.count
    while rest.count + String(length).utf8.count != length { length = rest.count + String(length).utf8.count }
    return Array(String(length).utf8) + rest
  }
}
