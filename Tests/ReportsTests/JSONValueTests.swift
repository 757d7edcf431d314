import Foundation
import Reports
import Testing

struct JSONValueTests {
  /// Reads with an independent reader.
  private func read(_ text: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
  }

  @Test func `a document is one line and keeps the order of its keys`() {
    let value: JSONValue = [
      "z": 1, "a": [true, nil, "text"], "m": ["loss": 0.25, "empty": [:]], "none": [],
    ]
    #expect(value.description == #"{"z":1,"a":[true,null,"text"],"m":{"loss":0.25,"empty":{}},"none":[]}"#)
  }

  @Test func `characters that JSON reserves are escaped`() {
    let text = "\"\\/\n\r\t\u{0}\u{1F}\u{7F}é😀\u{2028}"
    #expect(
      JSONValue.string(text).description == #""\"\\/\n\r\t\u0000\u001f"# + "\u{7F}é😀\u{2028}\"")
  }

  @Test func `every character reads back, in keys as well`() throws {
    let scalars = (0...0x2FF).compactMap(Unicode.Scalar.init)
    let text = String(String.UnicodeScalarView(scalars)) + "e\u{301}👩‍👩‍👧\r\n"
    for form in [JSONValue.object([.init(text, .string(text))])].flatMap({ [$0.description, $0.prettyDescription] }) {
      let object = try #require(try read(form) as? [String: String])
      #expect(object.count == 1)
      #expect(object.keys.first.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
      #expect(object.values.first.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
    }
  }

  @Test(arguments: [0.1, 1e-7, .leastNonzeroMagnitude, 1.7976931348623157e308, -0.0, 1e16, 123_456_789.123, 1 / 3.0])
  func `a number reads back as the same bits`(value: Double) throws {
    let text = JSONValue.number(value).description
    #expect(Double(text)?.bitPattern == value.bitPattern)
    #expect(try #require(try read("[\(text)]") as? [Double]) == [value])
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `a number that is not finite is null`(value: Double) {
    #expect(JSONValue.number(value).description == "null")
    #expect(JSONValue(Float(value)).description == "null")
  }

  @Test func `a single precision number is as short as its own precision allows`() {
    #expect(JSONValue(Float(0.1)).description == "0.1")
    #expect(JSONValue(Float.leastNonzeroMagnitude).description == "1e-45")
  }

  @Test(arguments: [Int.min, -1, 0, Int.max])
  func `integers are exact`(value: Int) {
    #expect(JSONValue.integer(value).description == "\(value)")
  }

  @Test func `the pretty form is indented and keeps short arrays on a line`() {
    let value: JSONValue = [
      "shape": [96, 55, 55], "layers": [["name": "conv1"], ["name": "fc6"]], "none": [], "nothing": [:],
      "long": .array((0..<40).map { .integer(1000 + $0) }),
    ]
    let lines = value.prettyDescription.split(separator: "\n")
    #expect(
      lines.prefix(13).joined(separator: "\n") == """
        {
          "shape": [96, 55, 55],
          "layers": [
            {
              "name": "conv1"
            },
            {
              "name": "fc6"
            }
          ],
          "none": [],
          "nothing": {},
          "long": [
        """)
    #expect(lines.count == 13 + 40 + 2)
  }

  @Test func `both forms say the same`() throws {
    let value: JSONValue = ["a": [1, 2.5, [true, nil], ["b": "c"]], "d": [[], [:]]]
    let compact = try #require(try read(value.description) as? NSDictionary)
    #expect(compact == (try read(value.prettyDescription)) as? NSDictionary)
  }
}
