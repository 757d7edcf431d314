import Datasets

/// IDX files: the first byte is the rank that is asked for, the rest the file.
enum IDXTarget: FuzzTarget {
  static let name = "IDX"

  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 4 * bytes.count + 1 << 16 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    var input = FuzzInput(bytes)
    let rank = input.smallNumber(in: 1...8)
    let contents = input.rest()
    let file: IDXFile
    do throws(DatasetError) {
      file = try IDXFile(parsing: contents, rank: rank, file: "images")
    } catch {
      return try Finding.checkText(of: error)
    }
    try Finding.unless(file.dimensions.count == rank, "\(file.dimensions.count) dimensions")
    let isWhole =
      file.elements.count == file.dimensions.reduce(1, *) && contents.suffix(file.elements.count) == file.elements[...]
    try Finding.unless(isWhole, "elements \(file.elements.count) of shape \(file.dimensions)")
  }
}
