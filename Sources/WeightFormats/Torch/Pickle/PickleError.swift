/// What is wrong with a pickle in a PyTorch file.
public enum PickleError: Error, Hashable, Sendable {
  /// The bytes end before the pickle does.
  case truncated
  /// An instruction that tensors do not need.
  case opcode(String)
  /// A version of the format that is not read.
  case version(Int)
  /// A name of Python that tensors do not need: what it stands for would have to be executed.
  case global(String)
  /// An instruction needs more values than there are, or a mark.
  case stack(String)
  /// An instruction needs another value than it has.
  case operand(String, found: String)
  /// A value is taken that was not put.
  case memo(Int)
  /// Text is not UTF-8, or a name is not ASCII.
  case encoding
  /// A storage's number of elements is negative, or its number of bytes overflows.
  case storageSize(Int)
  /// A tensor does not lie inside of its storage.
  case tensor(String)
}

extension PickleError: CustomStringConvertible {
  /// What is wrong.
  public var description: String {
    switch self {
    case .truncated: "the pickle ends in an instruction"
    case .opcode(let name): "the instruction \(name) is refused, tensors do not need it"
    case .version(let version): "the pickle is of protocol \(version), not 2 to 5"
    case .global(let name): "the pickle asks for \(name.quoted), which is not a part of tensors and is not executed"
    case .stack(let instruction): "\(instruction) finds too few values"
    case .operand(let instruction, let found): "\(instruction) finds \(found)"
    case .memo(let index): "value \(index) of the memo is taken before it is put there"
    case .encoding: "text is not UTF-8"
    case .storageSize(let count): "a storage of \(count) elements cannot be"
    case .tensor(let fault): "a tensor \(fault)"
    }
  }
}
