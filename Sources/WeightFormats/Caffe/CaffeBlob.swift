import Foundation

/// An array of numbers of a Caffe file: its shape, and where the numbers lie.
package struct CaffeBlob: Equatable, Sendable {
  /// Its dimensions, outermost first. Older files have four always, named number, channels, height and width.
  package var shape: [Int] = []

  /// Where the numbers are; of the two, files have one.
  var floats = ProtobufFixedNumbers(width: 4)
  var doubles = ProtobufFixedNumbers(width: 8)

  /// How many numbers there are.
  var count: Int { doubles.count > 0 ? doubles.count : floats.count }

  /// What the numbers are called in Caffe's description of files.
  var type: String { doubles.count > 0 ? "double" : "float" }

  /// The numbers as `Float`; doubles are rounded to the nearest.
  func values(in bytes: Data) -> [Float] {
    if doubles.count > 0 {
      return doubles.map(in: bytes, UInt64.self) { Float(Double(bitPattern: $0)) }
    }
    return floats.map(in: bytes, UInt32.self) { Float(bitPattern: $0) }
  }
}
