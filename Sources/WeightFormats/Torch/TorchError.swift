import Files

/// A reason why a PyTorch file cannot be read or written.
public struct TorchError: Error, Equatable, Sendable {
  /// What is wrong, with its facts.
  public enum Reason: Equatable, Sendable {
    /// The operating system refused.
    case file(FileError)
    /// The archive around the tensors is damaged.
    case zip(ZipError)
    /// The file is neither of PyTorch's forms.
    case format
    /// The byte order of the file is neither "little" nor "big".
    case byteOrder(String)
    /// A pickle is damaged, or asks for more than tensors need; the offset counts from the start of the entry, or from
    /// that of a file of the older form.
    case pickle(PickleError, offset: Int)
    /// The first pickles of a file of the older form are not those of its format.
    case header(offset: Int)
    /// Containers are nested deeper than is read, or share their parts too often.
    case nesting(limit: Int)
    /// A key above a tensor is neither a string nor a whole number.
    case key(String)
    /// Two tensors have a name.
    case duplicateName(String)
    /// The names of tensors together are too long.
    case namesTooLong
    /// A storage has another number of bytes than its tensors say.
    case storageSize(String, found: Int, expected: Int)
    /// A storage's bytes are missing.
    case noStorage(String)
    /// The file has no tensor of the name.
    case noSuchTensor(String)
    /// A tensor to be written has another number of elements, or another type, than declared.
    case declaration(String)
    /// A tensor to be written was given when another was due; nil if all have been written.
    case outOfOrder(tensor: String, due: String?)
    /// A file was to be committed before a tensor was written.
    case incomplete(tensor: String)
  }

  /// The file's path, or the name given with its bytes.
  public let file: String

  /// What is wrong.
  public let reason: Reason

  package init(file: String, reason: Reason) {
    self.file = file
    self.reason = reason
  }
}

extension TorchError: CustomStringConvertible {
  /// The file, the place, what is wrong there and the remedy in one line.
  public var description: String {
    switch reason {
    case .file(let error): error.description
    case .zip(let error): error.description
    default: "\(file): \(problem); \(remedy)"
    }
  }

  private var problem: String {
    switch reason {
    case .file(let error): error.description
    case .zip(let error): error.description
    case .format: "this is no file of PyTorch: it has no data.pkl, and does not begin as one of the older form"
    case .byteOrder(let order): "the byte order is \(order.quoted), not \"little\" or \"big\""
    case .pickle(let error, let offset): "byte \(offset) of the pickle: \(error)"
    case .header(let offset): "byte \(offset): this is not how a PyTorch file of the older form begins"
    case .nesting(let limit): "containers are nested deeper than \(limit), or share their parts too often"
    case .key(let kind): "a tensor lies below a key that is \(kind), not a string or whole number"
    case .duplicateName(let name): "two tensors are called \(name.quoted)"
    case .namesTooLong: "the names of the tensors are too long"
    case .storageSize(let key, let found, let expected):
      "the storage \(key.quoted) has \(found) bytes, its tensors say \(expected)"
    case .noStorage(let key): "the storage \(key.quoted) is missing"
    case .noSuchTensor(let name): "no tensor \(name.quoted)"
    case .declaration(let name): "the elements given for tensor \(name.quoted) are not those declared"
    case .outOfOrder(let tensor, let due):
      "elements given for tensor \(tensor.quoted) when "
        + (due.map { "\($0.quoted) was due" } ?? "all tensors were written")
    case .incomplete(let name): "tensor \(name.quoted) has not been written"
    }
  }

  private var remedy: String {
    switch reason {
    case .file(let error): error.remedy
    case .pickle(.global, _), .pickle(.opcode, _), .nesting, .key:
      "save a state dictionary of tensors: torch.save(model.state_dict(), path)"
    case .noSuchTensor: "check the name against the file's list of tensors"
    case .declaration, .outOfOrder, .incomplete: "write each tensor whole, in the order of the declarations"
    case .duplicateName: "give each tensor a name of its own"
    default: "the file is truncated or damaged: fetch or write it again"
    }
  }
}
