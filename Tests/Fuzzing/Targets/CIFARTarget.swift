import Datasets

/// Folders and archives of CIFAR: a byte of choices, the size of the list of names and of the training file, then the
/// three files; or an archive.
enum CIFARTarget: FuzzTarget {
  static let name = "CIFAR"

  // An archive that ends in a large number gets room for all that deflate can make of it, 1032 bytes of one, and is
  // copied once; pixels are copied twice.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 3 * 1032 * bytes.count + 4 << 20 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    var input = FuzzInput(bytes)
    let choices = input.byte()
    let isHundred = choices & 1 == 1
    let path: String
    if choices & 2 == 0 {
      path = try ScratchFolder.path(isHundred ? "cifar100" : "cifar10")
      let (names, training) = (input.take(input.word()), input.take(input.word()))
      try ScratchFolder.write(names, to: "\(path)/\(isHundred ? "fine_label_names.txt" : "batches.meta.txt")")
      try ScratchFolder.write(training, to: "\(path)/\(isHundred ? "train.bin" : "data_batch_1.bin")")
      try ScratchFolder.write(input.rest(), to: "\(path)/\(isHundred ? "test.bin" : "test_batch.bin")")
    } else {
      path = try ScratchFolder.path("cifar") + "/archive.tar"
      try ScratchFolder.write(input.rest(), to: path)
    }
    let splits: ImageSplits
    do throws(DatasetError) {
      splits = try CIFAR.open(path: path)
    } catch {
      return try Finding.checkText(of: error)
    }
    for source in [splits.training, splits.validation] {
      for index in 0..<source.count {
        guard source.label(at: index) < source.classes.count, (try? source.image(at: index, options: .init())) != nil
        else { throw Finding("the image \(source.name(at: index)) cannot be had") }
      }
    }
  }
}
