import Testing
import WeightFormats

struct SafetensorsHeaderTests {
  @Test func `a type that is none of the format is refused`() {
    #expect(refusal(("f32", [1], 0, 4), count: 4) == .unknownDataType("f32", tensor: "a"))
  }

  @Test(arguments: SafetensorsDataType.allCases)
  func `a tensor of every type is as long as its elements`(type: SafetensorsDataType) {
    let count = type.bitWidth
    #expect(refusal((type.rawValue, [2, 4], 0, count), count: count) == nil)
    #expect(
      refusal((type.rawValue, [2, 4], 0, count + 1), count: count + 1)
        == .sizeMismatch(needed: count, begin: 0, end: count + 1, tensor: "a"))
  }

  @Test(arguments: [
    [Int.max, 2], [2, Int.max], [1 << 32, 1 << 32], [1 << 61], [0, Int.max, Int.max], [Int.max, Int.max, 0],
  ])
  func `a shape whose product overflows is refused`(shape: [Int]) {
    #expect(refusal(("F32", shape, 0, 0), count: 0) == .impossibleShape(shape, .float32, tensor: "a"))
  }

  @Test func `a packed tensor that ends inside a byte is refused`() {
    #expect(refusal(("F4", [3], 0, 2), count: 2) == .impossibleShape([3], .float4, tensor: "a"))
    #expect(refusal(("F4", [4], 0, 2), count: 2) == nil)
  }

  @Test func `offsets in the wrong order are refused`() {
    #expect(refusal(("U8", [4], 4, 0), count: 4) == .sizeMismatch(needed: 4, begin: 4, end: 0, tensor: "a"))
    #expect(
      refusal(("U8", [4], Int.max, 0), count: 4) == .sizeMismatch(needed: 4, begin: Int.max, end: 0, tensor: "a"))
  }

  @Test func `a hole is refused, before a tensor, between and behind`() {
    #expect(refusal(("U8", [3], 1, 4), count: 4) == .notContiguous(begin: 1, expected: 0, tensor: "a"))
    #expect(
      refusal(("U8", [1], 0, 1), ("U8", [2], 2, 4), count: 4) == .notContiguous(begin: 2, expected: 1, tensor: "b"))
    #expect(refusal(("U8", [3], 0, 3), count: 4) == .dataLength(described: 3, present: 4))
  }

  @Test func `overlap is refused, of parts and of the whole`() {
    #expect(
      refusal(("U8", [3], 0, 3), ("U8", [2], 2, 4), count: 4) == .notContiguous(begin: 2, expected: 3, tensor: "b"))
    #expect(
      refusal(("U8", [4], 0, 4), ("U8", [4], 0, 4), count: 4) == .notContiguous(begin: 0, expected: 4, tensor: "b"))
  }

  @Test func `data that end too early are refused`() {
    #expect(refusal(("U8", [5], 0, 5), count: 4) == .dataLength(described: 5, present: 4))
    #expect(
      refusal(("U8", [Int.max >> 3], 0, Int.max >> 3), count: 4)
        == .dataLength(described: Int.max >> 3, present: 4))
  }

  @Test func `tensors come in the order of their data, empty ones among them`() throws {
    let header =
      #"{"z":{"dtype":"U8","shape":[0],"data_offsets":[4,4]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]},"#
      + #""e":{"dtype":"U8","shape":[0],"data_offsets":[2,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#
    let file = try SafetensorsFile(bytes: SafetensorsFixture.file(header, data: [1, 2, 3, 4]), name: "test")
    #expect(file.tensors.map(\.name) == ["a", "e", "b", "z"])
  }

  @Test func `an empty tensor inside another is refused`() {
    #expect(
      refusal(("U8", [4], 0, 4), ("U8", [0], 2, 2), count: 4) == .notContiguous(begin: 2, expected: 4, tensor: "b"))
  }

  /// Why a file of the tensors `a`, `b`, … over `count` bytes of data was refused, or nil if it was not.
  private func refusal(
    _ tensors: (dtype: String, shape: [Int], begin: Int, end: Int)..., count: Int
  ) -> SafetensorsError.Reason? {
    let members = zip("abc", tensors).map { name, tensor in
      "\"\(name)\":{\"dtype\":\"\(tensor.dtype)\",\"shape\":\(tensor.shape),"
        + "\"data_offsets\":[\(tensor.begin),\(tensor.end)]}"
    }
    return SafetensorsFixture.refusal(
      SafetensorsFixture.file("{\(members.joined(separator: ","))}", data: [UInt8](repeating: 7, count: count)))
  }
}
