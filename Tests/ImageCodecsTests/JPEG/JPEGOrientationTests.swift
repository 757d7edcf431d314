import ImageCodecs
import Testing

@Suite struct JPEGOrientationTests {
  /// An Exif segment whose first directory has the orientation after another entry.
  private static func exif(_ orientation: UInt16, isLittleEndian: Bool = true) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      let bytes = (0..<count).map { UInt8(value >> (8 * $0) & 255) }
      return isLittleEndian ? bytes : bytes.reversed()
    }
    var tiff = Array((isLittleEndian ? "II" : "MM").utf8) + number(42, 2) + number(10, 4) + [0, 0]
    tiff += number(2, 2)
    tiff += number(0x010f, 2) + number(2, 2) + number(3, 4) + number(0, 4)
    tiff += number(0x0112, 2) + number(3, 2) + number(1, 4) + number(Int(orientation), 2) + [0, 0]
    return segment(tiff)
  }

  private static func segment(_ tiff: [UInt8]) -> [UInt8] {
    let payload = Array("Exif\0\0".utf8) + tiff
    return [0xff, 0xe1, UInt8((payload.count + 2) >> 8), UInt8((payload.count + 2) & 255)] + payload
  }

  private static func image(with segment: [UInt8], appliesOrientation: Bool = true) throws -> Image {
    var edited = try EditedJPEG("4:2:0")
    edited.insertAtStart(segment)
    return try edited.decoded { $0.appliesOrientation = appliesOrientation }.image
  }

  @Test(arguments: 1...8 as ClosedRange<UInt16>, [true, false])
  func `the image is turned as its Exif data says`(orientation: UInt16, isLittleEndian: Bool) throws {
    let stored = try EditedJPEG("4:2:0").decoded().image
    let image = try Self.image(with: Self.exif(orientation, isLittleEndian: isLittleEndian))
    let swaps = orientation >= 5
    #expect(image.width == (swaps ? 21 : 27))
    #expect(image.height == (swaps ? 27 : 21))
    for row in 0..<21 {
      for column in 0..<27 {
        // Where the standard's table puts the stored pixel.
        let place: (row: Int, column: Int) =
          switch orientation {
          case 1: (row, column)
          case 2: (row, 26 - column)
          case 3: (20 - row, 26 - column)
          case 4: (20 - row, column)
          case 5: (column, row)
          case 6: (column, 20 - row)
          case 7: (26 - column, 20 - row)
          default: (26 - column, row)
          }
        let source = 3 * (row * 27 + column)
        let target = 3 * (place.row * image.width + place.column)
        #expect(image.pixels[target..<target + 3].elementsEqual(stored.pixels[source..<source + 3]))
      }
    }
  }

  @Test func `the image is left as stored, if that is wanted`() throws {
    let image = try Self.image(with: Self.exif(6), appliesOrientation: false)
    #expect(try image == EditedJPEG("4:2:0").decoded().image)
  }

  @Test func `the first orientation counts`() throws {
    let image = try Self.image(with: Self.exif(6) + Self.exif(1))
    #expect(image.width == 21)
  }

  @Test(arguments: [0, 9, 255, 65535] as [UInt16])
  func `an orientation that means nothing is passed over`(orientation: UInt16) throws {
    #expect(try Self.image(with: Self.exif(orientation)) == EditedJPEG("4:2:0").decoded().image)
  }

  /// Directories that lie about where things are, or are cut short.
  static let damaged: [[UInt8]] = [
    [], Array("II".utf8), Array("II*\0".utf8), Array("XX*\0\u{8}\0\0\0".utf8), Array("II+\0\u{8}\0\0\0\0\0".utf8),
    Array("II*\0".utf8) + [0xff, 0xff, 0xff, 0xff], Array("MM\0*".utf8) + [0xff, 0xff, 0xff, 0xff],
    Array("II*\0".utf8) + [8, 0, 0, 0], Array("II*\0".utf8) + [8, 0, 0, 0, 1],
    Array("II*\0".utf8) + [7, 0, 0, 0, 1, 0],
    Array("II*\0".utf8) + [8, 0, 0, 0, 0xff, 0xff], Array("II*\0".utf8) + [0, 0, 0, 0, 0xff, 0xff, 0x12, 1],
    // One entry, cut short before its value; then one of another type, and one with two values.
    Array("II*\0".utf8) + [8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0],
    Array("II*\0".utf8) + [8, 0, 0, 0, 1, 0, 0x12, 1, 4, 0, 1, 0, 0, 0, 6, 0, 0, 0],
    Array("II*\0".utf8) + [8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 2, 0, 0, 0, 6, 0, 0, 0],
  ]

  @Test(arguments: damaged)
  func `Exif data that cannot be read is passed over`(tiff: [UInt8]) throws {
    #expect(try Self.image(with: Self.segment(tiff)) == EditedJPEG("4:2:0").decoded().image)
  }
}
