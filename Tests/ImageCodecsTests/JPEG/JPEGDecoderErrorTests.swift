import ImageCodecs
import Testing

@Suite struct JPEGDecoderErrorTests {
  // MARK: - Truncation

  @Test(arguments: GoldenJPEGs.files)
  func `a file that ends early is an error that says so, wherever it ends`(file: GoldenJPEGs.File) throws {
    let whole = try EditedJPEG(file.testDescription)
    let expected = try whole.decoded()
    for count in 0..<whole.bytes.count - 2 {
      var edited = whole
      edited.bytes.removeSubrange(count...)
      // The last bytes may have nothing but padding, or zeros that are added anyhow.
      guard let error = edited.error() else {
        #expect(try count >= whole.bytes.count - 4 && edited.decoded() == expected, "cut at \(count)")
        continue
      }
      #expect(error.isTruncated, "cut at \(count): \(error)")
      #expect(error.offset <= count)
    }
  }

  @Test(arguments: GoldenJPEGs.files)
  func `a file that ends early gives what there is, if that is allowed`(file: GoldenJPEGs.File) throws {
    let whole = try EditedJPEG(file.testDescription)
    let expected = try whole.decoded()
    let start = try whole.firstData()
    for count in stride(from: start, to: whole.bytes.count - 4, by: 7) {
      var edited = whole
      edited.bytes.removeSubrange(count...)
      let result = try edited.decoded { $0.allowsTruncation = true }
      #expect(result.isTruncated)
      #expect(result.image.pixels.count == expected.image.pixels.count)
      #expect(result.image != expected.image)
    }
  }

  @Test func `what is missing of a sequential file is gray, and what is there is right`() throws {
    var edited = try EditedJPEG("gray")
    let expected = try edited.decoded().image
    let start = try edited.firstData()
    edited.bytes.removeSubrange((start + (edited.bytes.count - start) / 2)...)
    let image = try edited.decoded { $0.allowsTruncation = true }.image
    #expect(image.pixels.prefix(8) == expected.pixels.prefix(8))
    #expect(image.pixels.suffix(5 * 27) == ArraySlice(repeating: 128, count: 5 * 27))
  }

  @Test func `without any data there is nothing to allow`() throws {
    var edited = try EditedJPEG("gray")
    edited.bytes.removeSubrange(try edited.place(of: 0xda)...)
    #expect(edited.error { $0.allowsTruncation = true }?.isTruncated == true)
  }

  @Test func `a marker before all data is truncation`() throws {
    var edited = try EditedJPEG("4:2:0")
    edited.bytes.replaceSubrange((try edited.firstData() + 20)..., with: [0xff, 0xd9])
    let error = try #require(edited.error())
    #expect(error.reason == .truncated(missing: "data before EOI"))
  }

  @Test func `a missing scan is truncation`() throws {
    var edited = try EditedJPEG("sequential in three scans")
    edited.bytes.replaceSubrange(edited.places(of: 0xda)[2]..., with: [0xff, 0xd9])
    #expect(edited.error()?.isTruncated == true)
    #expect(try edited.decoded { $0.allowsTruncation = true }.isTruncated)
  }

  // MARK: - Restarts

  @Test func `a wrong restart marker is an error, or loses its interval alone`() throws {
    var edited = try EditedJPEG("restarts each 2 MCUs")
    let expected = try edited.decoded().image
    // The second interval goes: a row of MCUs has two of 16 × 8, and so the second row of the picture.
    edited.bytes.removeSubrange(try edited.place(of: 0xd0)..<edited.place(of: 0xd1))
    #expect(edited.error()?.reason == .malformed(found: "RST1", expected: "RST0"))
    let result = try edited.decoded { $0.allowsTruncation = true }
    #expect(result.isTruncated)
    #expect(result.image.pixels.prefix(8 * 81) == expected.pixels.prefix(8 * 81))
    #expect(result.image.pixels.suffix(5 * 81) == expected.pixels.suffix(5 * 81))
    #expect(result.image.pixels[8 * 81..<16 * 81].allSatisfy { $0 == 128 })
  }

  @Test func `a repeated interval is passed over, if that is allowed`() throws {
    var edited = try EditedJPEG("restarts each 2 MCUs")
    let expected = try edited.decoded().image
    let (first, second) = (try edited.place(of: 0xd0), try edited.place(of: 0xd1))
    edited.bytes.insert(contentsOf: edited.bytes[first..<second], at: second)
    #expect(edited.error()?.isMalformed == true)
    #expect(try edited.decoded { $0.allowsTruncation = true }.image == expected)
  }

  // MARK: - Damage

  @Test func `bits that are no code are an error`() throws {
    // The one code of the DC table is a zero.
    let tables: [UInt8] = [0xff, 0xc4, 0, 20, 0, 1] + [UInt8](repeating: 0, count: 16)
    let edited = try EditedJPEG(
      width: 8, height: 8, factor: 1, components: [(1, 0x11)], tables: tables,
      bits: String(repeating: "10", count: 1000))
    #expect(
      edited.error()?.reason == .malformed(found: "bits that are no Huffman code", expected: "entropy-coded data"))
    #expect(try edited.decoded { $0.allowsTruncation = true }.isTruncated)
  }

  @Test func `a run that leads out of a block is an error`() throws {
    // Difference 0, and four times sixteen zeros: one too many.
    let bits = "00" + String(repeating: "11111111001", count: 4)
    let edited = try EditedJPEG(width: 8, height: 8, factor: 1, components: [(1, 0x11)], bits: bits)
    let expected = ImageError.Reason.malformed(
      found: "run of zeros past the end of a block", expected: "entropy-coded data")
    #expect(edited.error()?.reason == expected)
    #expect(try edited.decoded { $0.allowsTruncation = true }.isTruncated)
  }

  @Test func `a value past the end of a block is kept as the last, if that is allowed`() throws {
    // Three times sixteen zeros; then, where 15 places are left, 15 zeros and a one.
    let bits = "00" + String(repeating: "11111111001", count: 3) + "1111111111110101" + "1"
    let past = try EditedJPEG(width: 8, height: 8, factor: 99, components: [(1, 0x11)], bits: bits)
    #expect(past.error()?.isMalformed == true)
    // One zero fewer is right.
    let right = try EditedJPEG(
      width: 8, height: 8, factor: 99, components: [(1, 0x11)],
      bits: "00" + String(repeating: "11111111001", count: 3) + "1111111111101011" + "1")
    #expect(try right.decoded().image == past.decoded { $0.allowsTruncation = true }.image)
  }

  /// A marker, a distance from its 0xff, and a byte there that makes the file impossible.
  static let impossible: [(String, UInt8, Int, UInt8)] = [
    ("4:2:0", 0xd8, 1, 0xd7),
    ("4:2:0", 0xdb, 4, 0x04), ("4:2:0", 0xdb, 4, 0x20), ("4:2:0", 0xdb, 3, 66), ("4:2:0", 0xdb, 3, 1),
    ("4:2:0", 0xc4, 4, 0x04), ("4:2:0", 0xc4, 4, 0x20), ("4:2:0", 0xc4, 5, 3), ("4:2:0", 0xc4, 20, 255),
    ("4:2:0", 0xc0, 9, 0), ("4:2:0", 0xc0, 11, 0x52), ("4:2:0", 0xc0, 11, 0x20), ("4:2:0", 0xc0, 12, 4),
    ("4:2:0", 0xc0, 12, 3),
    ("4:2:0", 0xda, 4, 0), ("4:2:0", 0xda, 5, 9), ("4:2:0", 0xda, 7, 1), ("4:2:0", 0xda, 6, 0x40),
    ("4:2:0", 0xda, 6, 0x30),
    ("progressive 4:2:0", 0xda, 12, 1), ("progressive 4:2:0", 0xda, 13, 0x0e), ("progressive 4:2:0", 0xda, 13, 0x31),
    ("progressive 4:2:0", 0xda, 6, 0x10), ("restarts each 2 MCUs", 0xdd, 3, 5),
  ]

  @Test(arguments: impossible)
  func `an impossible field is malformed`(name: String, marker: UInt8, distance: Int, value: UInt8) throws {
    var edited = try EditedJPEG(name)
    try edited.set(value, at: distance, after: marker)
    let error = try #require(edited.error())
    #expect(error.isMalformed, "\(error)")
    #expect(error.offset > 0 || marker == 0xd8)
  }

  @Test func `an MCU of more than ten blocks is malformed`() throws {
    var edited = try EditedJPEG("4:2:0")
    try edited.set(0x33, at: 11, after: 0xc0)
    #expect(edited.error()?.reason == .malformed(found: "MCU of 11 blocks", expected: "at most 10"))
  }

  @Test func `segments in an impossible order are malformed`() throws {
    var second = try EditedJPEG("4:2:0")
    let frame = try second.place(of: 0xc0)
    second.bytes.insert(contentsOf: second.bytes[frame..<frame + 19], at: frame)
    #expect(second.error()?.isMalformed == true)
    var none = try EditedJPEG("4:2:0")
    none.removeSegments(of: 0xc0)
    #expect(none.error()?.isMalformed == true)
    var reserved = try EditedJPEG("4:2:0")
    reserved.insertAtStart([0xff, 0x30])
    #expect(reserved.error()?.isMalformed == true)
  }

  @Test func `a scan that repeats another is malformed`() throws {
    for name in ["progressive 4:2:0", "sequential in three scans"] {
      var edited = try EditedJPEG(name)
      let scans = edited.places(of: 0xda)
      edited.bytes.insert(contentsOf: edited.bytes[scans[0]..<scans[1]], at: scans[1])
      #expect(edited.error()?.isMalformed == true)
    }
  }

  // MARK: - What is not decoded

  @Test(arguments: [0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf] as [UInt8])
  func `other processes are unsupported`(code: UInt8) throws {
    var edited = try EditedJPEG("4:2:0")
    try edited.set(code, at: 1, after: 0xc0)
    #expect(edited.error()?.isUnsupported == true)
    #expect(edited.error { $0.allowsTruncation = true }?.isUnsupported == true)
  }

  @Test(arguments: [(4, 12), (4, 16), (9, 2), (9, 5)] as [(Int, UInt8)])
  func `other precisions and numbers of components are unsupported`(distance: Int, value: UInt8) throws {
    var edited = try EditedJPEG("4:2:0")
    try edited.set(value, at: distance, after: 0xc0)
    #expect(edited.error()?.isUnsupported == true)
  }

  @Test func `a height that comes later is unsupported, and a width of zero malformed`() throws {
    var edited = try EditedJPEG("gray")
    try edited.set(0, at: 6, after: 0xc0)
    #expect(edited.error()?.isUnsupported == true)
    edited = try EditedJPEG("gray")
    try edited.set(0, at: 8, after: 0xc0)
    #expect(edited.error()?.isMalformed == true)
  }

  // MARK: - Size and work

  @Test func `more pixels than allowed are refused before any memory is taken`() throws {
    var edited = try EditedJPEG("progressive 4:2:0")
    for distance in 5...8 { try edited.set(0xff, at: distance, after: 0xc2) }
    let expected = ImageError.Reason.tooLarge(width: 65535, height: 65535, limit: 1 << 27)
    #expect(edited.error()?.reason == expected)
    #expect(try EditedJPEG("gray").error { $0.maximumPixels = 27 * 21 - 1 } != nil)
    #expect(try EditedJPEG("gray").error { $0.maximumPixels = 27 * 21 } == nil)
  }

  @Test func `scans without number are refused`() throws {
    for name in ["progressive 4:2:0", "sequential in three scans"] {
      var edited = try EditedJPEG(name)
      let scans = edited.places(of: 0xda)
      let scan = Array(edited.bytes[scans[0]..<scans[0] + 10 + (name.hasPrefix("p") ? 4 : 0)])
      edited.bytes.removeSubrange(scans[1]...)
      for _ in 0..<2000 { edited.bytes += scan }
      #expect(edited.error { $0.allowsTruncation = true }?.isUnsupported == true)
    }
  }
}
