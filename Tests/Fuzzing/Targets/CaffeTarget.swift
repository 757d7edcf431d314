import Foundation

@testable import WeightFormats

/// Trained networks and mean images of Caffe.
enum CaffeTarget: FuzzTarget {
  static let name = "Caffe"

  // A layer or blob of two bytes becomes some 200; numbers one a field become places of their own.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 400 * bytes.count + 1 << 18 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    let data = bytes.withUnsafeBufferPointer { Data($0) }
    try checkFields(data)
    let model: CaffeModel?
    do throws(CaffeError) {
      model = try CaffeModel(bytes: data, name: "weights")
    } catch {
      try Finding.checkText(of: error)
      model = nil
    }
    if let model { try check(model, size: data.count) }
    let mean: CaffeMean
    do throws(CaffeError) {
      mean = try CaffeMean(bytes: data, name: "mean")
    } catch {
      return try Finding.checkText(of: error)
    }
    try Finding.unless(
      mean.values.count == mean.channels * mean.height * mean.width, "a mean of another size than its sides")
  }

  /// Checks that each field of the outermost message lies behind the one before it and within the file.
  private static func checkFields(_ data: Data) throws(Finding) {
    var reader = ProtobufReader(data, file: "message")
    var end = 0
    while true {
      let field: ProtobufField?
      do throws(ProtobufError) {
        field = try reader.next()
      } catch {
        try Finding.unless((0...data.count).contains(error.offset), "an error at byte \(error.offset)")
        return try Finding.checkText(of: error)
      }
      guard let field else { return }
      try Finding.unless(field.offset > end && reader.position <= data.count, "a field at byte \(field.offset)")
      if case .bytes(let range) = field.value {
        try Finding.unless(range.upperBound == reader.position, "a field of bytes \(range)")
      }
      end = field.offset
    }
  }

  private static func check(_ model: CaffeModel, size: Int) throws(Finding) {
    var total = 0
    for entry in model.entries {
      let values = try? model.values(entry.name)
      total += values?.count ?? 0
      try Finding.unless(
        values?.count == entry.shape.reduce(1, *), "\(entry.name.debugDescription): \(values?.count ?? -1) values")
    }
    try Finding.unless(4 * total <= size, "\(total) numbers in a file of \(size)")
  }
}
