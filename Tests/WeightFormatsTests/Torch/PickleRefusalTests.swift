import Foundation
import Testing

@testable import WeightFormats

struct PickleRefusalTests {
  private static func refusal(_ pickle: String) throws -> TorchError.Reason? {
    try SamplePickle.refusal(Array(pickle.utf8))
  }

  @Test func `a tensor made by hand is read`() throws {
    let pickle = SamplePickle.tensor(shape: [2, 2], strides: [1, 2])
    let storage = ([1, 2, 3, 4] as [Float]).withUnsafeBytes { Array($0) }
    let file = try TorchFile(bytes: try SamplePickle.file(pickle, storage: storage), name: "sample")
    #expect(try file.values("tensor") == [1, 3, 2, 4])
  }

  @Test(arguments: [
    ("os", "system"), ("posix", "system"), ("builtins", "eval"), ("__builtin__", "exec"), ("torch", "load"),
    ("torch.hub", "load"), ("collections", "Counter"), ("torch._utils", "_rebuild_qtensor"), ("torch.jit", "load"),
  ])
  func `a call of anything but what tensors need is refused by its name`(module: String, name: String) throws {
    let pickle = "c\(module)\n\(name)\nX\u{4}\0\0\0true\u{85}R"
    let bytes = pickle.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    #expect(try SamplePickle.refusal(bytes) == .pickle(.global("\(module).\(name)"), offset: 2))
    let text = TorchError(file: "w.pth", reason: .pickle(.global("\(module).\(name)"), offset: 2)).description
    #expect(text.hasPrefix("w.pth: byte 2 of the pickle: "))
    #expect(text.contains("\(module).\(name)") && text.contains("not executed"))
    // As protocol 4 names it.
    var text4: [UInt8] = []
    for part in [module, name] { text4 += [0x8C, UInt8(part.utf8.count)] + Array(part.utf8) }
    let reason = try SamplePickle.refusal(text4 + [0x93, 0x29, 0x52])
    #expect(reason == .pickle(.global("\(module).\(name)"), offset: 2 + text4.count))
  }

  @Test(arguments: [
    (0x30, "POP"), (0x32, "DUP"), (0x69, "INST"), (0x6F, "OBJ"), (0x81, "NEWOBJ"), (0x92, "NEWOBJ_EX"),
    (0x50, "PERSID"),
    (0x82, "EXT1"), (0x8F, "EMPTY_SET"), (0x96, "BYTEARRAY8"), (0xFF, "0xff"), (0x00, "0x0"),
  ])
  func `an instruction that tensors do not need is refused by its name`(opcode: UInt8, name: String) throws {
    #expect(try SamplePickle.refusal([0x4E, opcode]) == .pickle(.opcode(name), offset: 3))
  }

  @Test(arguments: [
    ("t", PickleError.stack("TUPLE")), ("a", .stack("APPEND")), ("Na", .stack("APPEND")), ("(u", .stack("SETITEMS")),
    ("}(Nu", .stack("SETITEMS")), ("NNa", .operand("APPEND", found: "None")),
    ("]NNs", .operand("SETITEM", found: "a list")),
    ("R", .stack("REDUCE")), ("N)R", .operand("REDUCE", found: "None")),
    ("ccollections\nOrderedDict\nNR", .operand("REDUCE", found: "None")), ("h\u{1}", .memo(1)),
    ("q\u{1}", .stack("BINPUT")),
    ("NQ", .operand("BINPERSID", found: "None")), ("N}b", .operand("BUILD", found: "None")), ("N(", .stack("STOP")),
    ("}(a", .stack("APPEND")), ("", .stack("STOP")),
    ("ctorch\nFloatStorage\n)R", .operand("REDUCE", found: "torch.FloatStorage")),
    ("ctorch._utils\n_rebuild_tensor_v2\n)R", .operand("torch._utils._rebuild_tensor_v2", found: "no argument")),
  ])
  func `an instruction without its operands is refused`(pickle: String, expected: PickleError) throws {
    guard case .pickle(let error, _) = try Self.refusal(pickle) else {
      Issue.record("\(pickle.debugDescription) is not refused as a pickle")
      return
    }
    #expect(error == expected)
  }

  @Test(arguments: [
    (SamplePickle.tensor(shape: [5], strides: [1]), "ends at element 4 of a storage of 4"),
    (SamplePickle.tensor(shape: [2], strides: [1], offset: 3), "ends at element 4 of a storage of 4"),
    (SamplePickle.tensor(shape: [1], strides: [1], offset: 4), "ends at element 4 of a storage of 4"),
    (SamplePickle.tensor(shape: [1], strides: [1], offset: -1), "begins at the negative place -1"),
    (SamplePickle.tensor(shape: [2, 2], strides: [2, -1], offset: 1), "has the negative stride -1"),
    (SamplePickle.tensor(shape: [-1], strides: [1]), "has the negative dimension -1"),
    (SamplePickle.tensor(shape: [2, 2], strides: [1]), "has 1 strides"),
    (SamplePickle.tensor(shape: [.max, .max, .max], strides: [0, 0, 0]), "more elements than can be counted"),
    (SamplePickle.tensor(shape: [1 << 21], strides: [0]), "repeats its storage's elements 2097152 times"),
    (SamplePickle.tensor(shape: [0, .max, .max, .max], strides: [0, 0, 0, 0]), "more elements than can be counted"),
  ])
  func `a tensor outside of its storage is refused`(pickle: [UInt8], text: String) throws {
    guard case .pickle(.tensor(let found), _) = try SamplePickle.refusal(pickle) else {
      Issue.record("not refused for its layout")
      return
    }
    #expect(found.contains(text))
  }

  @Test func `a storage of a negative or overflowing size is refused`() throws {
    let pickle = SamplePickle.tensor(shape: [1], strides: [1], count: -1)
    guard case .pickle(.storageSize(-1), _) = try SamplePickle.refusal(pickle) else {
      Issue.record("not refused for its size")
      return
    }
  }

  @Test func `a storage of another size than its entry is refused`() throws {
    let pickle = SamplePickle.tensor(shape: [5], strides: [1], count: 5)
    #expect(try SamplePickle.refusal(pickle) == .storageSize("0", found: 16, expected: 20))
  }

  @Test func `tensors may share a storage, and overlap in it`() throws {
    let pickle =
      Array("](".utf8) + SamplePickle.tensor(shape: [3], strides: [1])
      + SamplePickle.tensor(shape: [2, 2], strides: [1, 1], offset: 1) + Array("e".utf8)
    let storage = ([1, 2, 3, 4] as [Float]).withUnsafeBytes { Array($0) }
    let file = try TorchFile(bytes: try SamplePickle.file(pickle, storage: storage), name: "sample")
    #expect(try file.values("0") == [1, 2, 3])
    #expect(try file.values("1") == [2, 3, 3, 4])
  }

  @Test func `shared containers are not gone through without end`() throws {
    // Each tuple holds the one before twice: 2^60 ways.
    var pickle = SamplePickle.tensor(shape: [1], strides: [1]) + Array("q\0".utf8)
    for _ in 0..<30 { pickle += [0x68, 0, 0x86] + Array("q\0".utf8) }
    let reason = try SamplePickle.refusal(pickle)
    #expect(reason == .nesting(limit: 32) || reason == .namesTooLong)
    // A list that holds itself.
    #expect(try Self.refusal("]q\0h\0a") == .nesting(limit: 32))
  }

  @Test func `containers may be nested as deep as memory allows, but tensors not below a limit`() throws {
    let depth = 100_000
    let pickle = [UInt8](repeating: 0x5D, count: depth) + [UInt8](repeating: 0x61, count: depth - 1)
    #expect(try SamplePickle.refusal(pickle) == .nesting(limit: 32))
  }

  @Test func `a tensor below a key that is no name is refused, other values are not`() throws {
    let tensor = SamplePickle.tensor(shape: [1], strides: [1])
    #expect(try SamplePickle.refusal(Array("}N".utf8) + tensor + Array("s".utf8)) == .key("None"))
    #expect(try Self.refusal("}N}K\u{1}K\u{2}ss") == nil)
  }

  @Test func `two tensors of one name are refused`() throws {
    let tensor = SamplePickle.tensor(shape: [1], strides: [1])
    let key = Array("X\u{1}\0\0\0a".utf8)
    let pickle = Array("}(".utf8) + key + tensor + key + tensor + Array("u".utf8)
    #expect(try SamplePickle.refusal(pickle) == .duplicateName("a"))
  }
}
