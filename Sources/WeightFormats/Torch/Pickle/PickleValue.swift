/// A value that a pickle has built.
///
/// Values that hold others are places in a `PickleHeap`: what is shared or nested, however deep, costs a place and no
/// recursion.
enum PickleValue: Hashable, Sendable {
  case nothing
  case bool(Bool)
  case integer(Int)
  case real(Double)
  /// A whole number of more than 64 bits, of which nothing is needed but the bytes, least significant first.
  case large([UInt8])
  case string(String)
  case bytes
  /// What tensors need of Python's names.
  case global(PickleGlobal)
  /// A tuple, by its place among the containers.
  case tuple(Int)
  /// A list, by its place among the containers.
  case list(Int)
  /// A dictionary, by its place among the containers, where keys and values take turns.
  case dictionary(Int)
  /// A storage, by its place among those of the pickle.
  case storage(Int)
  /// A tensor, by its place among those of the pickle.
  case tensor(Int)
  /// A value of which nothing is needed: a device, or an element type.
  case opaque

  /// What the value is, for errors.
  var kind: String {
    switch self {
    case .nothing: "None"
    case .bool: "a truth value"
    case .integer, .large: "a whole number"
    case .real: "a float"
    case .string: "a string"
    case .bytes: "bytes"
    case .global(let global): global.name
    case .tuple: "a tuple"
    case .list: "a list"
    case .dictionary: "a dictionary"
    case .storage: "a storage"
    case .tensor: "a tensor"
    case .opaque: "a device or type"
    }
  }
}
