import Foundation

/// The fields of a file's outermost message, by which formats of Protocol Buffers are told apart: they have no mark.
struct ProtobufOutline {
  /// More fields than any network has layers.
  private static let maximumFields = 4096

  /// Numbers of the fields that are whole numbers.
  private(set) var integers: Set<Int> = []
  /// Numbers of the fields that have a length.
  private(set) var lengths: Set<Int> = []
  /// Whether there are fields of other wire types, or what is no field.
  private(set) var hasOthers = false

  /// Looks at the fields of a file. One that is cut off counts with what it begins as.
  init(_ bytes: Data) {
    var fields = ProtobufReader(bytes, file: "")
    do throws(ProtobufError) {
      for _ in 0..<Self.maximumFields {
        guard let field = try fields.next() else { return }
        switch field.value {
        case .varint: integers.insert(field.number)
        case .bytes: lengths.insert(field.number)
        case .fixed32, .fixed64: hasOthers = true
        }
      }
    } catch {
      if case .tooLong(_, _, let field) = error.reason { lengths.insert(field) } else { hasOthers = true }
    }
  }

  /// Whether these are the fields of ONNX's `ModelProto`: a graph, and a version that is a number.
  var isONNX: Bool {
    !hasOthers && lengths.contains(7) && integers.contains(1) && integers.isSubset(of: [1, 5])
      && lengths.isSubset(of: [2, 3, 4, 6, 7, 8, 14, 20, 25, 26])
  }

  /// Whether these are the fields of Caffe's `NetParameter`: layers, and a name that is a string.
  var isCaffe: Bool {
    !hasOthers && (lengths.contains(2) || lengths.contains(100)) && integers.isSubset(of: [4, 5, 7])
      && lengths.isSubset(of: [1, 2, 3, 4, 6, 8, 100])
  }
}
