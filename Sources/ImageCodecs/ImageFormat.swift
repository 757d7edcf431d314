/// A file format that images come in, told from a file's first bytes, never from its name.
public enum ImageFormat: String, Hashable, Sendable, CaseIterable {
  /// JPEG (ITU-T T.81), in JFIF or Exif files.
  case jpeg = "JPEG"
  /// Portable Network Graphics (W3C, third edition).
  case png = "PNG"
  /// Netpbm's P1 to P6: bitmaps, gray maps and pixel maps, as text or raw.
  case pnm = "PNM"

  /// The format of a file that begins with `bytes`; nil if it is none of them.
  public init?(startingWith bytes: Span<UInt8>) {
    let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    if bytes.count >= 2, bytes[0] == 0xff, bytes[1] == 0xd8 {
      self = .jpeg
    } else if bytes.count >= 8, png.indices.allSatisfy({ bytes[$0] == png[$0] }) {
      self = .png
    } else if bytes.count >= 3, bytes[0] == UInt8(ascii: "P"),
      (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(bytes[1]),
      [0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, UInt8(ascii: "#")].contains(bytes[2])
    {
      self = .pnm
    } else {
      return nil
    }
  }
}
