/// ONNX's `GraphProto` and `ValueInfoProto`.
extension ONNXGraph {
  /// Reads a graph; the elements of tensors stay where they are.
  init(_ message: ProtobufReader) throws(ProtobufError) {
    var message = message
    while let field = try message.next() {
      switch field.number {
      case 1: nodes.append(try ONNXNode(message.message(field)))
      case 2: name = try message.string(field)
      case 5: initializers.append(try ONNXTensor(message.message(field)))
      case 11: inputs.append(try ONNXValue(message.message(field)))
      case 12: outputs.append(try ONNXValue(message.message(field)))
      default: break
      }
    }
  }
}

extension ONNXValue {
  /// Reads a value's name and shape: `ValueInfoProto`, whose type holds a tensor's type, which holds a shape.
  init(_ message: ProtobufReader) throws(ProtobufError) {
    self.init()
    var message = message
    while let field = try message.next() {
      switch field.number {
      case 1: name = try message.string(field)
      case 2:
        var type = try message.message(field)
        while let field = try type.next() {
          guard field.number == 1 else { continue }
          var tensor = try type.message(field)
          while let field = try tensor.next() {
            if field.number == 2 { shape = try Self.dimensions(tensor.message(field)) }
          }
        }
      default: break
      }
    }
  }

  private static func dimensions(_ message: ProtobufReader) throws(ProtobufError) -> [Int?] {
    var message = message
    var dimensions: [Int?] = []
    while let field = try message.next() {
      guard field.number == 1 else { continue }
      var dimension = try message.message(field)
      var size: Int?
      while let field = try dimension.next() {
        if field.number == 1 { size = try dimension.integer(field) }
      }
      // Exporters write 0 or -1 for sizes that are not known.
      dimensions.append(size.flatMap { $0 > 0 ? $0 : nil })
    }
    return dimensions
  }
}
