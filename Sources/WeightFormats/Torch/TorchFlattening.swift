/// The tensors in what a pickle holds, under the keys that lead to them, joined by dots.
///
/// In `{"state_dict": {"fc.weight": …}, "epoch": 3}` there is "state_dict.fc.weight"; places in lists and tuples count
/// from 0. A tensor alone is called "tensor". What is not a tensor is passed over.
struct TorchFlattening {
  /// The most containers inside of each other.
  static let maximumDepth = 32

  /// A container, and how far it has been gone through.
  private struct Level {
    var values: [PickleValue]
    var isDictionary: Bool
    var position = 0
    /// The number of bytes of the name above it.
    var prefixLength = 0
    /// What the key above it is that is no part of a name, if there is one.
    var oddKey: String?
  }

  /// The tensors in the order of the file.
  private(set) var tensors: [TorchTensor] = []

  private let heap: PickleHeap
  private let file: String
  /// The values and bytes of keys that may still be looked at: shared containers could be gone through again and again.
  private var budget: Int
  /// The bytes that further names may have together.
  private var nameBudget: Int
  private var names: Set<String> = []

  /// Finds the tensors in a value; `size` is the number of bytes of its pickle.
  init(_ value: PickleValue, in heap: PickleHeap, size: Int, file: String) throws(TorchError) {
    self.heap = heap
    self.file = file
    budget = 16 * size + 1024
    nameBudget = budget
    if case .tensor(let place) = value {
      try add(place, name: "tensor")
    } else if let level = level(of: value) {
      try walk(level)
    }
  }

  private func failure(_ reason: TorchError.Reason) -> TorchError { TorchError(file: file, reason: reason) }

  private func level(of value: PickleValue) -> Level? {
    switch value {
    case .dictionary(let place):
      Level(values: heap.containers[place], isDictionary: true)
    case .list(let place), .tuple(let place):
      Level(values: heap.containers[place], isDictionary: false)
    default: nil
    }
  }

  private mutating func walk(_ root: Level) throws(TorchError) {
    var levels = [root]
    var name: [UInt8] = []
    while var level = levels.popLast() {
      let step = level.isDictionary ? 2 : 1
      guard level.position + step <= level.values.count else { continue }
      budget -= 1
      guard budget >= 0 else { throw failure(.nesting(limit: Self.maximumDepth)) }
      let key = level.isDictionary ? level.values[level.position] : .integer(level.position)
      let value = level.values[level.position + step - 1]
      level.position += step
      levels.append(level)

      let isTensor = if case .tensor = value { true } else { false }
      let inner = self.level(of: value)
      guard isTensor || inner.map({ !$0.values.isEmpty }) == true else { continue }
      name.removeSubrange(min(level.prefixLength, name.count)...)
      if !name.isEmpty { name.append(UInt8(ascii: ".")) }
      var oddKey = level.oddKey
      switch key {
      case .string(let text):
        // Long keys may be shared too.
        budget -= text.utf8.count
        name += text.utf8
      case .integer(let number): name += "\(number)".utf8
      default: oddKey = oddKey ?? key.kind
      }
      if case .tensor(let place) = value {
        if let oddKey { throw failure(.key(oddKey)) }
        try add(place, name: String(decoding: name, as: UTF8.self))
      } else if var inner {
        guard levels.count < Self.maximumDepth else { throw failure(.nesting(limit: Self.maximumDepth)) }
        inner.prefixLength = name.count
        inner.oddKey = oddKey
        levels.append(inner)
      }
    }
  }

  private mutating func add(_ place: Int, name: String) throws(TorchError) {
    nameBudget -= name.utf8.count
    guard nameBudget >= 0 else { throw failure(.namesTooLong) }
    guard names.insert(name).inserted else { throw failure(.duplicateName(name)) }
    let tensor = heap.tensors[place]
    let storage = heap.storages[tensor.storage]
    tensors.append(
      TorchTensor(
        name: name, type: storage.type, storageKey: storage.key,
        storageSize: storage.count * storage.type.element.byteCount, layout: tensor.layout))
  }
}
