import Files
import Foundation
import TestSupport
import Testing
import WeightFormats

struct SafetensorsFileTests {
  @Test func `a file of the Python package is read whole`() throws {
    let file = try SafetensorsFile(bytes: SafetensorsFixture.python, name: "python")
    #expect(file.metadata == ["format": "np", "é \"q\"": "line\nbreak \\ 😀"])
    #expect(
      file.tensors == [
        TensorRecord(name: "steps", dtype: .uint64, shape: [2], byteRange: 0..<16),
        TensorRecord(name: "double", dtype: .float64, shape: [], byteRange: 16..<24),
        TensorRecord(name: "empty", dtype: .float32, shape: [0, 3], byteRange: 24..<24),
        TensorRecord(name: "weight", dtype: .float32, shape: [2, 3], byteRange: 24..<48),
        TensorRecord(name: "brain", dtype: .bfloat16, shape: [2], byteRange: 48..<52),
        TensorRecord(name: "half", dtype: .float16, shape: [4], byteRange: 52..<60),
        TensorRecord(name: "labels", dtype: .int16, shape: [2], byteRange: 60..<64),
        TensorRecord(name: "mask", dtype: .bool, shape: [3], byteRange: 64..<67),
      ])
    #expect(try file.withBytes(of: "mask") { Array($0) } == [1, 0, 1])
    #expect(try file.withBytes(of: "empty") { $0.count } == 0)
    #expect(file.tensors.map(\.elementCount) == [2, 1, 0, 6, 2, 4, 2, 3])
  }

  @Test func `a file at a path is read like its bytes`() throws {
    let folder = try TemporaryFolder()
    try folder.write(SafetensorsFixture.python, to: "a b%20.safetensors")
    let path = folder.path("a b%20.safetensors")
    let file = try SafetensorsFile(path: path)
    #expect(file.name == path)
    #expect(try file.floats("weight").count == 6)
    #expect(try SafetensorsFile(contentsOf: URL(filePath: path)).tensors == file.tensors)
  }

  @Test func `a slice of data is read from its own start`() throws {
    let data = Data([1, 2, 3] + SafetensorsFixture.small)
    let file = try SafetensorsFile(bytes: data[3...], name: "slice")
    #expect(try file.withBytes(of: "b") { Array($0) } == [8, 9, 10, 11])
  }

  @Test func `a missing file is an error that names it`() {
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: "/nowhere/a.safetensors") }
    #expect(error?.reason == .file(FileError(path: "/nowhere/a.safetensors", operation: .open, code: ENOENT)))
    #expect(error?.description.hasPrefix("/nowhere/a.safetensors: cannot open: ") == true)
  }

  @Test func `a name that the file lacks is an error that says so`() throws {
    let file = try SafetensorsFile(bytes: SafetensorsFixture.small, name: "small")
    #expect(file.tensor(named: "c") == nil)
    let error = #expect(throws: SafetensorsError.self) { try file.withBytes(of: "c") { $0.count } }
    #expect(
      error?.description == "small: no tensor \"c\"; check the name against the file's list of tensors")
  }

  @Test func `a file of no tensors is one`() throws {
    let file = try SafetensorsFile(bytes: SafetensorsFixture.file("{}  "), name: "empty")
    #expect(file.tensors.isEmpty)
    #expect(file.metadata.isEmpty)
  }

  @Test func `a file shorter than its header's length is refused`() {
    #expect(SafetensorsFixture.refusal([]) == .noHeader(byteCount: 0))
    #expect(SafetensorsFixture.refusal([2, 0, 0, 0, 0, 0, 0]) == .noHeader(byteCount: 7))
  }

  @Test func `a header that points behind the end is refused`() {
    let prefix: [UInt8] = [3, 0, 0, 0, 0, 0, 0, 0]
    #expect(SafetensorsFixture.refusal(prefix + Array("{}".utf8)) == .headerTruncated(length: 3, available: 2))
  }

  @Test(arguments: [100_000_001, UInt64(Int64.max) + 1, .max])
  func `a header over the limit is refused`(length: UInt64) {
    let prefix = withUnsafeBytes(of: length.littleEndian) { Array($0) }
    #expect(
      SafetensorsFixture.refusal(prefix + Array("{}".utf8)) == .headerTooLong(length: length, limit: 100_000_000))
  }

  @Test func `a header at the limit is not too long`() {
    let prefix = withUnsafeBytes(of: UInt64(100_000_000).littleEndian) { Array($0) }
    #expect(SafetensorsFixture.refusal(prefix) == .headerTruncated(length: 100_000_000, available: 0))
  }

  @Test func `errors cut long names and escape them`() {
    let name = "\u{1B}[2J" + String(repeating: "n", count: 500)
    let error = SafetensorsError(file: "f", reason: .noSuchTensor(name))
    #expect(error.description.count < 200)
    #expect(!error.description.contains("\u{1B}"))
  }
}
