/// Tar archives byte by byte, so that tests can say what no sound program writes.
enum TarBytes {
  /// The zeros that end an archive.
  static let end = [UInt8](repeating: 0, count: 1024)

  /// A header in the format of Unix version 7, or in another with its magic.
  static func header(
    _ name: String, size: String, type: Character = "0", magic: String = "", prefix: String = ""
  ) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
    }
    put(name, at: 0)
    put("0000644\u{0}0000000\u{0}0000000\u{0}", at: 100)
    put(size, at: 124)
    put("00000000000", at: 136)
    put(String(type), at: 156)
    put(magic, at: 257)
    put(prefix, at: 345)
    return sealed(block)
  }

  /// A header with its checksum made right again.
  static func sealed(_ block: [UInt8]) -> [UInt8] {
    var block = block
    block.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
    let digits = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
    let field = String(repeating: "0", count: 6 - digits.utf8.count) + digits + "\u{0} "
    block.replaceSubrange(148..<156, with: Array(field.utf8))
    return block
  }

  /// Contents and the zeros that fill their last block.
  static func padded(_ contents: [UInt8]) -> [UInt8] {
    contents + [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512)
  }

  /// A member: its header and contents.
  static func member(
    _ name: String, _ contents: [UInt8], type: Character = "0", magic: String = "", prefix: String = ""
  ) -> [UInt8] {
    header(name, size: String(contents.count, radix: 8), type: type, magic: magic, prefix: prefix) + padded(contents)
  }

  /// A pax header with some records.
  static func pax(_ records: [(String, String)], type: Character = "x") -> [UInt8] {
    var bytes: [UInt8] = []
    for (keyword, value) in records {
      let rest = " \(keyword)=\(value)\n".utf8.count
      let length = (1...).first { rest + String($0).utf8.count == $0 } ?? 0
      bytes += Array("\(length) \(keyword)=\(value)\n".utf8)
    }
    return member("pax", bytes, type: type, magic: "ustar\u{0}00")
  }

  /// An archive of files.
  static func archive(_ files: [(String, [UInt8])]) -> [UInt8] {
    files.flatMap { member($0.0, $0.1, magic: "ustar\u{0}00") } + end
  }
}
