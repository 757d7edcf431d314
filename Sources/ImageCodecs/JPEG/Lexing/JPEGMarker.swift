/// A marker of a JPEG file: the byte after 0xff that says what follows (ITU-T T.81, table B.1).
struct JPEGMarker: Hashable, CustomStringConvertible {
  /// The byte after 0xff; neither 0x00 nor 0xff.
  let code: UInt8

  /// SOI.
  static let startOfImage = JPEGMarker(code: 0xd8)
  /// EOI.
  static let endOfImage = JPEGMarker(code: 0xd9)
  /// SOS.
  static let startOfScan = JPEGMarker(code: 0xda)
  /// DQT.
  static let quantizationTables = JPEGMarker(code: 0xdb)
  /// DRI.
  static let restartInterval = JPEGMarker(code: 0xdd)
  /// DHP, the header of a hierarchical progression.
  static let hierarchicalProgression = JPEGMarker(code: 0xde)
  /// EXP, which hierarchical files alone have.
  static let expandReference = JPEGMarker(code: 0xdf)
  /// DHT.
  static let huffmanTables = JPEGMarker(code: 0xc4)
  /// JPG, reserved for extensions.
  static let extension0 = JPEGMarker(code: 0xc8)
  /// DAC.
  static let arithmeticConditioning = JPEGMarker(code: 0xcc)
  /// APP0, where JFIF files say that they are.
  static let application0 = JPEGMarker(code: 0xe0)
  /// APP1, where Exif data is.
  static let application1 = JPEGMarker(code: 0xe1)
  /// APP14, where Adobe's programs name the colour transform.
  static let application14 = JPEGMarker(code: 0xee)

  /// Whether this begins a frame: SOF0 to SOF15, without the three other markers between them.
  var isStartOfFrame: Bool {
    (0xc0...0xcf).contains(code) && self != .huffmanTables && self != .extension0 && self != .arithmeticConditioning
  }

  /// The n of RSTn.
  var restartNumber: Int? {
    (0xd0...0xd7).contains(code) ? Int(code & 7) : nil
  }

  /// Whether the standard gives no meaning to the code (RES).
  var isReserved: Bool {
    (0x02...0xbf).contains(code)
  }

  /// The standard's name.
  var description: String {
    switch code {
    case 0x01: "TEM"
    case 0xc4: "DHT"
    case 0xc8: "JPG"
    case 0xcc: "DAC"
    case 0xc0...0xcf: "SOF\(code & 15)"
    case 0xd0...0xd7: "RST\(code & 7)"
    case 0xd8: "SOI"
    case 0xd9: "EOI"
    case 0xda: "SOS"
    case 0xdb: "DQT"
    case 0xdc: "DNL"
    case 0xdd: "DRI"
    case 0xde: "DHP"
    case 0xdf: "EXP"
    case 0xe0...0xef: "APP\(code & 15)"
    case 0xf0...0xfd: "JPG\(code & 15)"
    case 0xfe: "COM"
    default: "marker 0x" + String(code, radix: 16)
    }
  }
}
