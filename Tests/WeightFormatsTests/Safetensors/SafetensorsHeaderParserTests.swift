import Testing
import WeightFormats

struct SafetensorsHeaderParserTests {
  private static let tensor = #"{"dtype":"U8","shape":[],"data_offsets":[0,1]}"#

  @Test(arguments: [
    #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#,
    #"{ "a" :\#t{ "shape" : [ 1 ] ,\#n "data_offsets":[ 0 , 1 ],\#r"dtype":"U8" } }   "#,
    #"{"__metadata__":{},"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}"#,
    #"{"a":{"dtype":"\u00558","shape":[],"data_offsets":[0,1]}}"#,
  ])
  func `JSON in any of its spellings is read`(header: String) throws {
    let file = try SafetensorsFile(bytes: SafetensorsFixture.file(header, data: [7]), name: "test")
    #expect(file.tensor(named: "a")?.dtype == .uint8)
  }

  @Test func `escapes stand for their characters`() throws {
    let header = #"{"__metadata__":{"\"\\\/\b\f\n\r\t":"\u00e9\uD83D\uDE00\u0000é😀"}}"#
    let file = try SafetensorsFile(bytes: SafetensorsFixture.file(header), name: "test")
    #expect(file.metadata == ["\"\\/\u{08}\u{0C}\n\r\t": "é😀\0é😀"])
  }

  @Test(arguments: [
    ("", 8), (" {}", 8), ("[]", 8), ("null", 8), ("{", 9), ("{}{}", 10), ("{}\n", 10), ("{},", 10),
    ("\u{FEFF}{}", 8), ("{,}", 9), (#"{"a"}"#, 12), (#"{"a":}"#, 13), (#"{"a":1}"#, 13), (#"{"a":[]}"#, 13),
    (#"{"__metadata__":null}"#, 24), (#"{"__metadata__":{"a":1}}"#, 29), (#"{"__metadata__":{"a":{}}}"#, 29),
    (#"{"__metadata__":{},}"#, 27),
  ])
  func `anything but one object of tensors and strings is refused at its place`(header: String, offset: Int) {
    #expect(Self.syntaxOffset(header) == offset)
  }

  @Test(arguments: [
    "-1", "+1", "1.0", "1e0", "01", "00", "0x1", "true", "null", "\"1\"", "[1]", "9223372036854775808",
    "18446744073709551616", "99999999999999999999999999", "1,", ",1", "1 1", "NaN", "",
  ])
  func `a dimension that is no plain whole number is refused`(text: String) {
    // An empty list is a shape too, so each text stands behind a number.
    let header = #"{"a":{"dtype":"U8","shape":[1,\#(text)],"data_offsets":[0,1]}}"#
    #expect(Self.syntaxOffset(header) != nil)
  }

  @Test(arguments: [
    #"\x"#, #"\u12"#, #"\u12G4"#, #"\uD800"#, #"\uDC00"#, #"\uD800\uD800"#, #"\uD800\n"#, #"\u+123"#, "\n", "\0", #"\"#,
  ])
  func `a string that is no string of JSON is refused`(text: String) {
    #expect(Self.syntaxOffset(#"{"__metadata__":{"k":"\#(text)"}}"#) != nil)
  }

  @Test(arguments: [[0x80], [0xC0, 0x80], [0xE9], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]])
  func `a string that is no UTF-8 is refused`(bytes: [UInt8]) {
    let header = Array(#"{"__metadata__":{"k":""#.utf8) + bytes + Array(#""}}"#.utf8)
    guard case .syntax(_, let expected) = SafetensorsFixture.refusal(SafetensorsFixture.file(header)) else {
      Issue.record("accepted")
      return
    }
    #expect(expected == "a string of valid UTF-8")
  }

  @Test(arguments: [
    (#"{"a":\#(tensor),"a":\#(tensor)}"#, "a"),
    (#"{"a":\#(tensor),"\u0061":\#(tensor)}"#, "a"),
    (#"{"é":\#(tensor),"e\u0301":\#(tensor)}"#, "é"),
    (#"{"__metadata__":{"k":"1","k":"1"}}"#, "k"),
    (#"{"__metadata__":{},"__metadata__":{}}"#, "__metadata__"),
    (#"{"a":{"dtype":"U8","dtype":"U8","shape":[],"data_offsets":[0,1]}}"#, "dtype"),
  ])
  func `a key that stands twice is refused`(header: String, key: String) {
    let bytes = SafetensorsFixture.file(header, data: [7])
    guard case .duplicateKey(let found, _) = SafetensorsFixture.refusal(bytes) else {
      Issue.record("accepted")
      return
    }
    #expect(found == key)
  }

  @Test(arguments: [
    (#"{"shape":[],"data_offsets":[0,1]}"#, "dtype"), (#"{"dtype":"U8","data_offsets":[0,1]}"#, "shape"),
    (#"{"dtype":"U8","shape":[]}"#, "data_offsets"), ("{}", "dtype"),
  ])
  func `a field that is missing is named`(tensor: String, field: String) {
    let bytes = SafetensorsFixture.file(#"{"a":\#(tensor)}"#, data: [7])
    #expect(SafetensorsFixture.refusal(bytes) == .missingField(field, tensor: "a"))
  }

  @Test(arguments: [
    #"{"dtype":"U8","shape":[],"data_offsets":[0,1],"more":1}"#, #"{"dtype":"U8","shape":[],"data_offsets":[0]}"#,
    #"{"dtype":"U8","shape":[],"data_offsets":[]}"#, #"{"dtype":"U8","shape":[],"data_offsets":[0,1,1]}"#,
    #"{"dtype":8,"shape":[],"data_offsets":[0,1]}"#,
  ])
  func `fields beyond the format are refused`(tensor: String) {
    #expect(Self.syntaxOffset(#"{"a":\#(tensor)}"#) != nil)
  }

  @Test func `a hundred thousand opening brackets are refused at the first`() {
    let header = #"{"a":{"shape":"# + String(repeating: "[", count: 100_000)
    #expect(Self.syntaxOffset(header) == 8 + 15)
  }

  /// Where the header's syntax was refused, or nil if it was not.
  private static func syntaxOffset(_ header: String) -> Int? {
    guard case .syntax(let offset, _) = SafetensorsFixture.refusal(SafetensorsFixture.file(header, data: [7])) else {
      return nil
    }
    return offset
  }
}
