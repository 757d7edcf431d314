/// The instructions of pickles (protocols 2 to 5, Python's pickletools) that files of tensors use.
enum PickleOpcode: UInt8 {
  case mark = 0x28  // (
  case stop = 0x2E  // .
  case integer = 0x4A  // J: BININT, four bytes
  case smallInteger = 0x4B  // K: BININT1
  case mediumInteger = 0x4D  // M: BININT2
  case nothing = 0x4E  // N: None
  case persistentID = 0x51  // Q: BINPERSID
  case reduce = 0x52  // R
  case oldString = 0x54  // T: BINSTRING
  case shortOldString = 0x55  // U: SHORT_BINSTRING
  case string = 0x58  // X: BINUNICODE
  case emptyList = 0x5D  // ]
  case append = 0x61  // a
  case build = 0x62  // b
  case global = 0x63  // c
  case appends = 0x65  // e
  case get = 0x68  // h: BINGET
  case longGet = 0x6A  // j: LONG_BINGET
  case put = 0x71  // q: BINPUT
  case longPut = 0x72  // r: LONG_BINPUT
  case setItem = 0x73  // s
  case tuple = 0x74  // t
  case setItems = 0x75  // u
  case emptyDictionary = 0x7D  // }
  case emptyTuple = 0x29  // )
  case bytes = 0x42  // B: BINBYTES
  case shortBytes = 0x43  // C: SHORT_BINBYTES
  case real = 0x47  // G: BINFLOAT
  case proto = 0x80
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case newTrue = 0x88
  case newFalse = 0x89
  case long1 = 0x8A
  case shortString = 0x8C  // SHORT_BINUNICODE
  case longString = 0x8D  // BINUNICODE8
  case stackGlobal = 0x93
  case memoize = 0x94
  case frame = 0x95

  /// The names of the instructions that are refused.
  private static let refused: [UInt8: String] = [
    0x30: "POP", 0x31: "POP_MARK", 0x32: "DUP", 0x46: "FLOAT", 0x49: "INT", 0x4C: "LONG", 0x50: "PERSID",
    0x53: "STRING", 0x56: "UNICODE", 0x64: "DICT", 0x67: "GET", 0x69: "INST", 0x6C: "LIST", 0x6F: "OBJ", 0x70: "PUT",
    0x81: "NEWOBJ", 0x82: "EXT1", 0x83: "EXT2", 0x84: "EXT4", 0x8B: "LONG4", 0x8E: "BINBYTES8", 0x8F: "EMPTY_SET",
    0x90: "ADDITEMS", 0x91: "FROZENSET", 0x92: "NEWOBJ_EX", 0x96: "BYTEARRAY8", 0x97: "NEXT_BUFFER",
    0x98: "READONLY_BUFFER",
  ]

  /// The name of an instruction that is refused, or its number if it has none.
  static func name(ofRefused byte: UInt8) -> String { refused[byte] ?? "0x" + String(byte, radix: 16) }
}
