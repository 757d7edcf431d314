import TestSupport
import Testing
import WeightFormats

struct SafetensorsWriterTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private static let tensors = [
    TensorDeclaration(name: "double", dtype: .float64, shape: [2]),
    TensorDeclaration(name: "none", dtype: .float32, shape: [3, 0]),
    TensorDeclaration(name: "weight \"é\"\n", dtype: .float32, shape: [3, 1]),
    TensorDeclaration(name: "step", dtype: .uint64, shape: []),
    TensorDeclaration(name: "raw", dtype: .int8, shape: [3]),
  ]

  private func writeAll(to name: String, metadata: [String: String] = [:]) throws {
    var writer = try SafetensorsWriter(path: folder.path(name), tensors: Self.tensors, metadata: metadata)
    try writer.write([1.5, -0.0] as [Double], to: "double")
    try writer.write([] as [Float], to: "none")
    try writer.write([1, .infinity, -2.5] as [Float], to: "weight \"é\"\n")
    try writer.write([UInt64.max], to: "step")
    // In pieces.
    try writer.write([1] as [Int8], to: "raw")
    try writer.write([-2, 3] as [Int8], to: "raw")
    try writer.commit()
  }

  @Test func `what is written is read again`() throws {
    let metadata = ["format": "alexnet", "": "\u{01}\\\"/\u{7F}", "é😀": "\r\n"]
    try writeAll(to: "a", metadata: metadata)
    let file = try SafetensorsFile(path: folder.path("a"))
    #expect(file.metadata == metadata)
    #expect(file.tensors.map(\.name) == Self.tensors.map(\.name))
    #expect(file.tensors.map(\.dtype) == Self.tensors.map(\.dtype))
    #expect(file.tensors.map(\.shape) == Self.tensors.map(\.shape))
    #expect(try file.doubles("double").map(\.bitPattern) == [1.5, -0.0].map(\.bitPattern))
    #expect(try file.floats("none") == [])
    #expect(try file.floats("weight \"é\"\n") == [1, .infinity, -2.5])
    #expect(try file.integers("step", as: UInt64.self) == [.max])
    #expect(try file.integers("raw", as: Int8.self) == [1, -2, 3])
    #expect(try folder.names() == ["a"])
  }

  @Test func `a file has exactly the bytes that the format says`() throws {
    var writer = try SafetensorsWriter(
      path: folder.path("a"), tensors: [TensorDeclaration(name: "w", dtype: .uint16, shape: [2, 1])],
      metadata: ["b": "\t", "B": "2", "a": "1"])
    try writer.write([1, 0x0203] as [UInt16], to: "w")
    try writer.commit()
    let header =
      #"{"__metadata__":{"B":"2","a":"1","b":"\u0009"},"w":{"dtype":"U16","shape":[2,1],"data_offsets":[0,4]}}"#
    let padded = header + String(repeating: " ", count: 128 - 8 - header.utf8.count)
    #expect(try folder.contents("a") == SafetensorsFixture.file(padded, data: [1, 0, 3, 2]))
  }

  @Test func `equal content gives equal files`() throws {
    let pairs = (0..<50).map { ("key \($0)", "value \($0)") }
    try writeAll(to: "a", metadata: Dictionary(pairs) { first, _ in first })
    try writeAll(to: "b", metadata: Dictionary(pairs.reversed()) { first, _ in first })
    #expect(try folder.contents("a") == folder.contents("b"))
  }

  @Test(arguments: 0..<70) func `the data are aligned whatever the header's length`(length: Int) throws {
    let name = String(repeating: "n", count: length)
    var writer = try SafetensorsWriter(
      path: folder.path("a"), tensors: [TensorDeclaration(name: name, dtype: .uint8, shape: [1])])
    try writer.write([UInt8(7)], to: name)
    try writer.commit()
    let count = try folder.contents("a").count
    #expect(count % 64 == 1)
    // The JSON around the name takes 52 bytes; no more spaces than needed follow.
    #expect(count - (8 + 52 + length + 1) < 64)
    #expect(try SafetensorsFile(path: folder.path("a")).integers(name, as: UInt8.self) == [7])
  }

  @Test func `a file of no tensors can be committed at once`() throws {
    let writer = try SafetensorsWriter(path: folder.path("a"), tensors: [], metadata: ["k": "v"])
    try writer.commit()
    #expect(try SafetensorsFile(path: folder.path("a")).metadata == ["k": "v"])
  }

  @Test func `a commit before the last byte is refused and leaves the old file`() throws {
    try folder.write([9], to: "a")
    var writer = try SafetensorsWriter(path: folder.path("a"), tensors: Self.tensors)
    try writer.write([1.5] as [Double], to: "double")
    do {
      try writer.commit()
      Issue.record("half a file was committed")
    } catch {
      #expect(error.reason == .incomplete(tensor: "double", remaining: 8))
    }
    #expect(try folder.contents("a") == [9])
    #expect(try folder.names() == ["a"])
  }

  @Test func `bytes for another tensor than the one due are refused`() throws {
    var writer = try SafetensorsWriter(path: folder.path("a"), tensors: Self.tensors)
    let refusal = reason { () throws(SafetensorsError) in try writer.write([UInt64(1)], to: "step") }
    #expect(refusal == .outOfOrder(tensor: "step", due: "double"))
    try writer.write([1, 2] as [Double], to: "double")
    let second = reason { () throws(SafetensorsError) in try writer.write([1] as [Double], to: "double") }
    #expect(second == .outOfOrder(tensor: "double", due: "weight \"é\"\n"))
  }

  @Test func `bytes behind the last tensor are refused`() throws {
    var writer = try SafetensorsWriter(
      path: folder.path("a"), tensors: [TensorDeclaration(name: "w", dtype: .uint8, shape: [2])])
    let refusal = reason { () throws(SafetensorsError) in try writer.write([1, 2, 3] as [UInt8], to: "w") }
    #expect(refusal == .tooManyBytes(given: 3, remaining: 2, tensor: "w"))
    try writer.write([1, 2] as [UInt8], to: "w")
    let second = reason { () throws(SafetensorsError) in try writer.write([1] as [UInt8], to: "w") }
    #expect(second == .outOfOrder(tensor: "w", due: nil))
    try writer.commit()
    #expect(try SafetensorsFile(path: folder.path("a")).integers("w", as: UInt8.self) == [1, 2])
  }

  @Test func `elements of another type than declared are refused`() throws {
    var writer = try SafetensorsWriter(path: folder.path("a"), tensors: Self.tensors)
    let refusal = reason { () throws(SafetensorsError) in try writer.write([1, 2] as [Float], to: "double") }
    #expect(refusal == .wrongDataType(.float64, expected: [.float32], tensor: "double"))
  }

  @Test(
    arguments: [
      ([TensorDeclaration(name: "__metadata__", dtype: .uint8, shape: [])], .reservedName("__metadata__")),
      (
        [
          TensorDeclaration(name: "é", dtype: .uint8, shape: []),
          TensorDeclaration(name: "e\u{301}", dtype: .uint8, shape: []),
        ], .duplicateKey("é", offset: 0)
      ),
      (
        [TensorDeclaration(name: "w", dtype: .uint8, shape: [-1])],
        .impossibleShape([-1], .uint8, tensor: "w")
      ),
      (
        [TensorDeclaration(name: "w", dtype: .float32, shape: [Int.max, 2])],
        .impossibleShape([Int.max, 2], .float32, tensor: "w")
      ),
    ] as [([TensorDeclaration], SafetensorsError.Reason)])
  func `declarations that no file could hold are refused`(
    tensors: [TensorDeclaration], expected: SafetensorsError.Reason
  ) throws {
    let error = #expect(throws: SafetensorsError.self) {
      _ = try SafetensorsWriter(path: folder.path("a"), tensors: tensors)
    }
    #expect(error?.reason == expected)
    #expect(try folder.names().isEmpty)
  }

  @Test func `declarations whose sum overflows are refused`() throws {
    let most = Int.max >> 3
    let tensors = (0..<9).map { TensorDeclaration(name: "\($0)", dtype: .uint8, shape: [most]) }
    #expect(throws: SafetensorsError.self) { _ = try SafetensorsWriter(path: folder.path("a"), tensors: tensors) }
  }

  @Test func `a folder that does not exist is an error of the file`() throws {
    let path = folder.path("missing/a")
    let error = #expect(throws: SafetensorsError.self) { _ = try SafetensorsWriter(path: path, tensors: []) }
    #expect(error?.description.hasPrefix("\(path): cannot create: ") == true)
  }

  private func reason(_ body: () throws(SafetensorsError) -> Void) -> SafetensorsError.Reason? {
    do {
      try body()
      return nil
    } catch {
      return error.reason
    }
  }
}
