import Foundation
import ImageCodecs
import Testing

/// A JPEG file's bytes, with what tests do to them.
struct EditedJPEG {
  var bytes: [UInt8]

  /// The golden file of this name.
  init(_ name: String) throws {
    let file = try #require(GoldenJPEGs.files.first { $0.testDescription == name })
    bytes = try [UInt8](#require(Data(base64Encoded: file.base64)))
  }

  /// The places of a marker's 0xff, in order.
  func places(of code: UInt8) -> [Int] {
    bytes.indices.dropLast().filter { bytes[$0] == 0xff && bytes[$0 + 1] == code }
  }

  /// The first place of a marker's 0xff.
  func place(of code: UInt8) throws -> Int {
    try #require(places(of: code).first)
  }

  /// Where the entropy-coded data of the first scan starts.
  func firstData() throws -> Int {
    let scan = try place(of: 0xda)
    return scan + 2 + Int(bytes[scan + 2]) << 8 + Int(bytes[scan + 3])
  }

  /// Removes all segments of a marker.
  mutating func removeSegments(of code: UInt8) {
    for place in places(of: code).reversed() {
      bytes.removeSubrange(place..<place + 2 + Int(bytes[place + 2]) << 8 + Int(bytes[place + 3]))
    }
  }

  /// Puts bytes behind SOI.
  mutating func insertAtStart(_ segment: [UInt8]) {
    bytes.insert(contentsOf: segment, at: 2)
  }

  /// Changes a byte at a distance from the first place of a marker.
  mutating func set(_ value: UInt8, at distance: Int, after code: UInt8) throws {
    bytes[try place(of: code) + distance] = value
  }

  /// A file of one table of quantization factors, all `factor`, and one scan of all components.
  ///
  /// - Parameters:
  ///   - components: name and sampling factors, 0xHV, of each.
  ///   - bits: the entropy-coded data, by the standard luminance tables, in zeros and ones.
  init(
    width: UInt8, height: UInt8, factor: UInt8, components: [(name: UInt8, factors: UInt8)], tables: [UInt8] = [],
    bits: String
  ) throws {
    let count = UInt8(components.count)
    bytes = [0xff, 0xd8, 0xff, 0xdb, 0, 67, 0] + [UInt8](repeating: factor, count: 64) + tables
    bytes += [0xff, 0xc0, 0, 8 + 3 * count, 8, 0, height, 0, width, count]
    bytes += components.flatMap { [$0.name, $0.factors, 0] }
    bytes += [0xff, 0xda, 0, 6 + 2 * count, count] + components.flatMap { [$0.name, 0] } + [0, 63, 0]
    var rest = (bits + String(repeating: "1", count: (8 - bits.count % 8) % 8))[...]
    while !rest.isEmpty {
      let byte = try #require(UInt8(rest.prefix(8), radix: 2))
      bytes += byte == 0xff ? [0xff, 0] : [byte]
      rest = rest.dropFirst(8)
    }
    bytes += [0xff, 0xd9]
  }

  /// Decodes the bytes.
  func decoded(
    _ change: (inout DecodingOptions) -> Void = { _ in }
  ) throws(ImageError) -> DecodedImage {
    var options = DecodingOptions()
    change(&options)
    return try JPEGDecoder.decode(bytes.span, options: options)
  }

  /// The error that decoding throws.
  func error(_ change: (inout DecodingOptions) -> Void = { _ in }) -> ImageError? {
    do throws(ImageError) {
      _ = try decoded(change)
      return nil
    } catch {
      return error
    }
  }
}

extension ImageError {
  var isTruncated: Bool {
    if case .truncated = reason { true } else { false }
  }

  var isMalformed: Bool {
    if case .malformed = reason { true } else { false }
  }

  var isUnsupported: Bool {
    if case .unsupported = reason { true } else { false }
  }
}
