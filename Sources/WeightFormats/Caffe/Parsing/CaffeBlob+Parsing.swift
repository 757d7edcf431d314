/// Caffe's `BlobProto`.
extension CaffeBlob {
  private enum Field {
    static let number = 1
    static let width = 4
    static let data = 5
    static let shape = 7
    static let doubleData = 8
    static let dimension = 1
  }

  /// Reads a blob; its numbers stay where they are. Differences, which solvers keep beside them, are left out.
  init(_ message: ProtobufReader) throws(ProtobufError) {
    var message = message
    var legacy = [0, 0, 0, 0]
    var isLegacy = false
    var dimensions: [Int]?
    while let field = try message.next() {
      switch field.number {
      case Field.number...Field.width:
        legacy[field.number - Field.number] = try message.integer(field)
        isLegacy = true
      case Field.data: try message.append(field, to: &floats)
      case Field.doubleData: try message.append(field, to: &doubles)
      case Field.shape:
        var shape = try message.message(field)
        var list = dimensions ?? []
        while let field = try shape.next() {
          if field.number == Field.dimension { try shape.append(field, to: &list) }
        }
        dimensions = list
      default: break
      }
    }
    shape = dimensions ?? (isLegacy ? legacy : [])
  }
}
