import Foundation

/// An interpreter of the part of pickle that tensors need, which executes nothing.
///
/// A pickle is a program for a machine of a stack and a memo. This one knows constants, tuples, lists, dictionaries,
/// and the few names of Python in `PickleGlobal`, each of which it does itself; any other instruction or name ends
/// the reading with an error that says which. Memory is bounded by a multiple of the pickle's size: nothing is copied
/// but by the instructions that name it.
struct PickleMachine {
  private var reader: PickleReader
  private var stack: [PickleValue] = []
  /// The heights of the stack at the marks.
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  /// The number of values that have been copied out of lists.
  private var copied = 0
  /// What has been built.
  private(set) var heap = PickleHeap()

  private init(_ bytes: Data, at offset: Int) {
    reader = PickleReader(bytes, at: offset)
  }

  /// Runs the pickle that begins at an offset, and returns its value, what it holds, and the offset of what follows.
  ///
  /// - Throws: `PickleError`, and the offset of the instruction that is at fault.
  static func run(
    _ bytes: Data, at offset: Int = 0
  ) throws(PickleFault) -> (value: PickleValue, heap: PickleHeap, end: Int) {
    var machine = PickleMachine(bytes, at: offset)
    while true {
      let place = machine.reader.offset
      do throws(PickleError) {
        if let value = try machine.step() { return (value, machine.heap, machine.reader.offset) }
      } catch {
        throw PickleFault(error: error, offset: place)
      }
    }
  }

  /// Does one instruction; at the last, returns the value.
  private mutating func step() throws(PickleError) -> PickleValue? {
    let byte = try reader.word(UInt8.self)
    guard let opcode = PickleOpcode(rawValue: byte) else { throw .opcode(PickleOpcode.name(ofRefused: byte)) }
    switch opcode {
    case .stop: return try pop("STOP")
    case .proto:
      let version = Int(try reader.word(UInt8.self))
      guard (2...5).contains(version) else { throw .version(version) }
    case .frame: _ = try reader.word(UInt64.self)
    case .mark: marks.append(stack.count)
    case .nothing, .newTrue, .newFalse, .integer, .smallInteger, .mediumInteger, .long1, .real, .string, .shortString,
      .longString, .oldString, .shortOldString, .bytes, .shortBytes:
      stack.append(try constant(opcode))
    case .emptyTuple: stack.append(.tuple(heap.add([])))
    case .emptyList: stack.append(.list(heap.add([])))
    case .emptyDictionary: stack.append(.dictionary(heap.add([])))
    case .tuple: stack.append(.tuple(heap.add(try popToMark("TUPLE"))))
    case .tuple1: stack.append(.tuple(heap.add(try pop(1, "TUPLE1"))))
    case .tuple2: stack.append(.tuple(heap.add(try pop(2, "TUPLE2"))))
    case .tuple3: stack.append(.tuple(heap.add(try pop(3, "TUPLE3"))))
    case .append: try extendList(by: try pop(1, "APPEND"), "APPEND")
    case .appends: try extendList(by: try popToMark("APPENDS"), "APPENDS")
    case .setItem: try extendDictionary(by: try pop(2, "SETITEM"), "SETITEM")
    case .setItems: try extendDictionary(by: try popToMark("SETITEMS"), "SETITEMS")
    case .put: memo[Int(try reader.word(UInt8.self))] = try top("BINPUT")
    case .longPut: memo[Int(try reader.word(UInt32.self))] = try top("LONG_BINPUT")
    case .memoize: memo[memo.count] = try top("MEMOIZE")
    case .get: stack.append(try remembered(Int(try reader.word(UInt8.self))))
    case .longGet: stack.append(try remembered(Int(try reader.word(UInt32.self))))
    case .global: stack.append(.global(try Self.global(module: try reader.line(), name: try reader.line())))
    case .stackGlobal: try stackGlobal()
    case .persistentID: stack.append(try storage(try pop("BINPERSID")))
    case .reduce: try reduce()
    case .build: try build()
    }
    return nil
  }

  // MARK: Constants

  private mutating func constant(_ opcode: PickleOpcode) throws(PickleError) -> PickleValue {
    switch opcode {
    case .newTrue: return .bool(true)
    case .newFalse: return .bool(false)
    case .integer: return .integer(Int(try reader.word(Int32.self)))
    case .smallInteger: return .integer(Int(try reader.word(UInt8.self)))
    case .mediumInteger: return .integer(Int(try reader.word(UInt16.self)))
    case .long1: return Self.integer(Array(try reader.part(count: try reader.word(UInt8.self))))
    case .real: return .real(Double(bitPattern: try reader.word(UInt64.self).byteSwapped))
    case .string: return .string(try reader.text(count: try reader.word(UInt32.self)))
    case .shortString, .shortOldString: return .string(try reader.text(count: try reader.word(UInt8.self)))
    case .longString: return .string(try reader.text(count: try reader.word(UInt64.self)))
    case .oldString: return .string(try reader.text(count: try reader.word(Int32.self)))
    case .bytes:
      _ = try reader.part(count: try reader.word(UInt32.self))
      return .bytes
    case .shortBytes:
      _ = try reader.part(count: try reader.word(UInt8.self))
      return .bytes
    default: return .nothing
    }
  }

  /// The whole number of these bytes in two's complement, least significant first.
  private static func integer(_ bytes: [UInt8]) -> PickleValue {
    guard bytes.count <= 8 else { return .large(bytes) }
    var bits: UInt64 = bytes.last.map { $0 & 0x80 != 0 } == true ? .max : 0
    for byte in bytes.reversed() { bits = bits << 8 | UInt64(byte) }
    return .integer(Int(Int64(bitPattern: bits)))
  }

  // MARK: Stack and memo

  /// The height that instructions cannot go below: that at the last mark.
  private var floor: Int { marks.last ?? 0 }

  private func top(_ instruction: String) throws(PickleError) -> PickleValue {
    guard stack.count > floor, let value = stack.last else { throw .stack(instruction) }
    return value
  }

  private mutating func pop(_ instruction: String) throws(PickleError) -> PickleValue {
    guard stack.count > floor, let value = stack.popLast() else { throw .stack(instruction) }
    return value
  }

  private mutating func pop(_ count: Int, _ instruction: String) throws(PickleError) -> [PickleValue] {
    guard stack.count - floor >= count else { throw .stack(instruction) }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark(_ instruction: String) throws(PickleError) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw .stack(instruction) }
    return try pop(stack.count - mark, instruction)
  }

  private func remembered(_ index: Int) throws(PickleError) -> PickleValue {
    guard let value = memo[index] else { throw .memo(index) }
    return value
  }

  // MARK: Containers

  private mutating func extendList(by values: [PickleValue], _ instruction: String) throws(PickleError) {
    let list = try top(instruction)
    guard case .list(let place) = list else { throw .operand(instruction, found: list.kind) }
    heap.append(values, to: place)
  }

  private mutating func extendDictionary(by values: [PickleValue], _ instruction: String) throws(PickleError) {
    let dictionary = try top(instruction)
    guard case .dictionary(let place) = dictionary else { throw .operand(instruction, found: dictionary.kind) }
    guard values.count.isMultiple(of: 2) else { throw .stack(instruction) }
    heap.append(values, to: place)
  }

  // MARK: What stands for Python's objects

  private static func global(module: String, name: String) throws(PickleError) -> PickleGlobal {
    guard let global = PickleGlobal(module: module, name: name) else { throw .global("\(module).\(name)") }
    return global
  }

  private mutating func stackGlobal() throws(PickleError) {
    let names = try pop(2, "STACK_GLOBAL")
    guard case .string(let module) = names[0], case .string(let name) = names[1] else {
      throw .operand("STACK_GLOBAL", found: names[0].kind)
    }
    stack.append(.global(try Self.global(module: module, name: name)))
  }

  /// A storage of a persistent id: ("storage", class, key, device, number of elements[, view]).
  private mutating func storage(_ identifier: PickleValue) throws(PickleError) -> PickleValue {
    guard case .tuple(let place) = identifier else { throw .operand("BINPERSID", found: identifier.kind) }
    let parts = heap.containers[place]
    guard parts.count == 5 || parts.count == 6 && parts[5] == .nothing, parts[0] == .string("storage"),
      case .global(.storage(let type)) = parts[1], case .string(let key) = parts[2], case .integer(let count) = parts[4]
    else { throw .operand("BINPERSID", found: "a tuple that is not that of a storage") }
    guard count >= 0, !count.multipliedReportingOverflow(by: type.element.byteCount).overflow else {
      throw .storageSize(count)
    }
    return .storage(heap.place(of: PickleHeap.Storage(key: key, type: type, count: count)))
  }

  private mutating func reduce() throws(PickleError) {
    let operands = try pop(2, "REDUCE")
    guard case .global(let global) = operands[0] else { throw .operand("REDUCE", found: operands[0].kind) }
    guard case .tuple(let place) = operands[1] else { throw .operand("REDUCE", found: operands[1].kind) }
    let arguments = heap.containers[place]
    let value: PickleValue
    switch global {
    case .orderedDictionary: value = .dictionary(heap.add(try pairs(arguments)))
    case .rebuildTensor: value = try tensor(arguments)
    case .rebuildParameter:
      guard case .tensor(let tensor)? = arguments.first else {
        throw .operand(global.name, found: arguments.first?.kind ?? "no argument")
      }
      value = .tensor(tensor)
    case .size:
      guard case .tuple(let size)? = arguments.first else {
        throw .operand(global.name, found: arguments.first?.kind ?? "no argument")
      }
      value = .tuple(size)
    case .device: value = .opaque
    case .elementType, .storage: throw .operand("REDUCE", found: global.name)
    }
    stack.append(value)
  }

  /// Keys and values by turns of an ordered dictionary's arguments: none, or a list of pairs as Python 2 wrote them.
  private mutating func pairs(_ arguments: [PickleValue]) throws(PickleError) -> [PickleValue] {
    guard let first = arguments.first else { return [] }
    guard case .list(let place) = first, arguments.count == 1 else {
      throw .operand("collections.OrderedDict", found: first.kind)
    }
    var result: [PickleValue] = []
    for item in heap.containers[place] {
      switch item {
      case .list(let pair) where heap.containers[pair].count == 2,
        .tuple(let pair) where heap.containers[pair].count == 2:
        result += heap.containers[pair]
      default: throw .operand("collections.OrderedDict", found: item.kind)
      }
    }
    // A list has its own bytes in the pickle, but may be named again and again.
    copied += result.count
    guard copied <= reader.count else { throw .operand("collections.OrderedDict", found: "the same pairs too often") }
    return result
  }

  /// A tensor of storage, offset, dimensions and strides; what follows them matters to training alone.
  private mutating func tensor(_ arguments: [PickleValue]) throws(PickleError) -> PickleValue {
    let name = PickleGlobal.rebuildTensor.name
    guard arguments.count >= 4, case .storage(let storage) = arguments[0], case .integer(let offset) = arguments[1]
    else { throw .operand(name, found: arguments.first?.kind ?? "no argument") }
    let shape = try integers(arguments[2], for: name)
    let strides = try integers(arguments[3], for: name)
    let layout: ElementLayout
    do {
      layout = try ElementLayout(
        shape: shape, strides: strides, offset: offset, storageCount: heap.storages[storage].count)
    } catch {
      throw .tensor(error.description)
    }
    return .tensor(heap.add(PickleHeap.Tensor(storage: storage, layout: layout)))
  }

  private func integers(_ value: PickleValue, for name: String) throws(PickleError) -> [Int] {
    let place: Int
    switch value {
    case .tuple(let tuple): place = tuple
    case .list(let list): place = list
    default: throw .operand(name, found: value.kind)
    }
    // No more than the layout would count anyway, whatever a shared tuple holds.
    let values = heap.containers[place].prefix(ElementLayout.maximumRank + 1)
    var result: [Int] = []
    for value in values {
      guard case .integer(let number) = value else { throw .operand(name, found: value.kind) }
      result.append(number)
    }
    return result
  }

  /// Passes over the attributes of a dictionary, such as a state dictionary's versions.
  private mutating func build() throws(PickleError) {
    _ = try pop("BUILD")
    let object = try top("BUILD")
    guard case .dictionary = object else { throw .operand("BUILD", found: object.kind) }
  }
}
