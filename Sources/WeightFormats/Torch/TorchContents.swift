import Foundation

/// What the pickles of a PyTorch file say, in either form.
struct TorchContents {
  /// The most bytes of a pickle in an archive.
  private static let maximumPickleSize = 1 << 26
  /// How many times larger than its compressed form a pickle may be, and 64 KB more; PyTorch does not compress them.
  private static let maximumPickleExpansion = 32

  /// The tensors in the order of the pickle.
  let tensors: [TorchTensor]
  /// Where their bytes are.
  let storages: TorchStorages
  /// Whether the most significant byte comes first.
  let isBigEndian: Bool
}

// MARK: - The zip form

extension TorchContents {
  /// The folder of an archive's pickle, or nil if it is no PyTorch file.
  static func folder(of archive: ZipArchive) -> String? {
    let suffix = "/data.pkl"
    // A folder has the name that the file had when it was written.
    return archive.entries.first { $0.name.hasSuffix(suffix) && $0.name.count(where: { $0 == "/" }) == 1 }
      .map { String($0.name.dropLast(suffix.count)) }
  }

  /// Reads "folder/data.pkl" and "folder/byteorder"; the storages are "folder/data/key".
  init(archive: ZipArchive) throws(TorchError) {
    guard let folder = Self.folder(of: archive) else { throw TorchError(file: archive.name, reason: .format) }
    let pickle: Data
    var order = "little"
    var limit = Self.maximumPickleSize
    if let entry = archive.entry(named: "\(folder)/data.pkl"), entry.method == .deflated {
      limit = min(limit, entry.range.count * Self.maximumPickleExpansion + 1 << 16)
    }
    do {
      pickle = try archive.contents(of: "\(folder)/data.pkl", maximumSize: limit)
      // Files of earlier versions do not have it.
      if archive.entry(named: "\(folder)/byteorder") != nil {
        order = String(decoding: try archive.contents(of: "\(folder)/byteorder", maximumSize: 64), as: UTF8.self)
      }
    } catch {
      throw TorchError(file: archive.name, reason: .zip(error))
    }
    guard ["little", "big"].contains(order) else { throw TorchError(file: archive.name, reason: .byteOrder(order)) }
    let result = try Self.run(pickle, at: 0, file: archive.name)
    tensors = try TorchFlattening(result.value, in: result.heap, size: pickle.count, file: archive.name).tensors
    storages = .archive(archive, folder: folder)
    isBigEndian = order == "big"
    for tensor in tensors {
      let entry = archive.entry(named: "\(folder)/data/\(tensor.storageKey)")
      guard let entry else { throw TorchError(file: archive.name, reason: .noStorage(tensor.storageKey)) }
      guard entry.size == tensor.storageSize else {
        let reason = TorchError.Reason.storageSize(
          tensor.storageKey, found: entry.size, expected: tensor.storageSize)
        throw TorchError(file: archive.name, reason: reason)
      }
    }
  }

  private static func run(
    _ bytes: Data, at offset: Int, file: String
  ) throws(TorchError) -> (value: PickleValue, heap: PickleHeap, end: Int) {
    do {
      return try PickleMachine.run(bytes, at: offset)
    } catch {
      throw TorchError(file: file, reason: .pickle(error.error, offset: error.offset))
    }
  }
}

// MARK: - The older form

extension TorchContents {
  /// The first pickle of a file of the older form, as a whole number's bytes: 0x1950a86a20f9469cfc6c.
  private static let magic = PickleValue.large([0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19])
  private static let version = PickleValue.integer(1001)

  /// Whether a file begins as one of the older form does: with the pickle of a number.
  static func isOlderForm(_ bytes: Data) -> Bool {
    [UInt8](bytes.prefix(15)) == [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]
  }

  /// Reads the pickles that follow one another: a magic number, the version, facts of the machine, what was saved, the
  /// keys of the storages; behind them each storage's number of elements, in eight bytes, and its elements.
  init(older bytes: Data, file: String) throws(TorchError) {
    guard Self.isOlderForm(bytes) else { throw TorchError(file: file, reason: .format) }
    let magic = try Self.run(bytes, at: 0, file: file)
    let version = try Self.run(bytes, at: magic.end, file: file)
    guard magic.value == Self.magic, version.value == Self.version else {
      throw TorchError(file: file, reason: .header(offset: magic.end))
    }
    let facts = try Self.run(bytes, at: version.end, file: file)
    guard case .dictionary(let place) = facts.value else {
      throw TorchError(file: file, reason: .header(offset: version.end))
    }
    isBigEndian = Self.saysBigEndian(facts.heap.containers[place])
    let saved = try Self.run(bytes, at: facts.end, file: file)
    let keys = try Self.run(bytes, at: saved.end, file: file)
    guard case .list(let list) = keys.value else {
      throw TorchError(file: file, reason: .header(offset: saved.end))
    }
    let ranges = try Self.ranges(
      keys.heap.containers[list], of: saved.heap.storages, in: bytes, from: keys.end, file: file)
    let size = saved.end - facts.end
    tensors = try TorchFlattening(saved.value, in: saved.heap, size: size, file: file).tensors
    storages = .ranges(ranges, of: bytes)
    for tensor in tensors {
      guard let range = ranges[tensor.storageKey] else {
        throw TorchError(file: file, reason: .noStorage(tensor.storageKey))
      }
      guard range.count == tensor.storageSize else {
        let reason = TorchError.Reason.storageSize(
          tensor.storageKey, found: range.count, expected: tensor.storageSize)
        throw TorchError(file: file, reason: reason)
      }
    }
  }

  private static func saysBigEndian(_ facts: [PickleValue]) -> Bool {
    zip(facts, facts.dropFirst()).contains { $0 == .string("little_endian") && $1 == .bool(false) }
  }

  /// Where the storages lie, which have no gaps between them.
  private static func ranges(
    _ keys: [PickleValue], of storages: [PickleHeap.Storage], in bytes: Data, from start: Int, file: String
  ) throws(TorchError) -> [String: Range<Int>] {
    let known = Dictionary(storages.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    var ranges: [String: Range<Int>] = [:]
    var offset = start
    for key in keys {
      guard case .string(let key) = key, let storage = known[key], ranges[key] == nil else {
        throw TorchError(file: file, reason: .header(offset: offset))
      }
      // The number is in the machine's byte order too, but the pickle has it as well.
      let size = storage.count * storage.type.element.byteCount
      guard bytes.part(at: offset, count: 8) != nil, bytes.part(at: offset + 8, count: size) != nil else {
        throw TorchError(
          file: file, reason: .storageSize(key, found: max(bytes.count - offset - 8, 0), expected: size))
      }
      let count = bytes.word(UInt64.self, at: offset) ?? 0
      guard [count, count.byteSwapped].contains(UInt64(storage.count)) else {
        throw TorchError(file: file, reason: .header(offset: offset))
      }
      ranges[key] = offset + 8..<offset + 8 + size
      offset += 8 + size
    }
    return ranges
  }
}
