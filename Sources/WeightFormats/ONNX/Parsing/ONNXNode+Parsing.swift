/// ONNX's `NodeProto` and `AttributeProto`.
extension ONNXNode {
  /// Reads a node.
  init(_ message: ProtobufReader) throws(ProtobufError) {
    self.init()
    var message = message
    while let field = try message.next() {
      switch field.number {
      case 1: inputs.append(try message.string(field))
      case 2: outputs.append(try message.string(field))
      case 3: name = try message.string(field)
      case 4: operation = try message.string(field)
      case 5:
        let (name, value) = try ONNXAttribute.parse(message.message(field))
        attributes[name] = value
      case 7: domain = try message.string(field)
      default: break
      }
    }
  }
}

extension ONNXAttribute {
  /// What the field `type` says; older files have none, and what is there decides.
  private enum Kind: Int {
    case float = 1
    case integer = 2
    case string = 3
    case tensor = 4
    case floats = 6
    case integers = 7
  }

  /// Reads an attribute's name and value.
  static func parse(_ message: ProtobufReader) throws(ProtobufError) -> (name: String, value: ONNXAttribute) {
    var message = message
    var name = ""
    var kind: Int?
    var value = ONNXAttribute.other
    var floats = ProtobufFixedNumbers(width: 4)
    var integers: [Int] = []
    while let field = try message.next() {
      switch field.number {
      case 1: name = try message.string(field)
      case 2: value = .float(try message.float(field))
      case 3: value = .integer(try message.integer(field))
      case 4: value = .string(try message.string(field))
      case 5: value = .tensor(try ONNXTensor(message.message(field)))
      case 7: try message.append(field, to: &floats)
      case 8: try message.append(field, to: &integers)
      case 20: kind = try message.integer(field)
      default: break
      }
    }
    func list() -> ONNXAttribute {
      floats.count > 0
        ? .floats(floats.map(in: message.bytes, UInt32.self) { Float(bitPattern: $0) }) : .integers(integers)
    }
    // Zeros and empty lists may be left out of a file.
    switch (kind.flatMap(Kind.init), value) {
    case (.float, .other): return (name, .float(0))
    case (.integer, .other): return (name, .integer(0))
    case (.string, .other): return (name, .string(""))
    case (.floats, .other): return (name, floats.count > 0 ? list() : .floats([]))
    case (.integers, .other): return (name, .integers(integers))
    case (nil, .other): return (name, kind == nil && (floats.count > 0 || !integers.isEmpty) ? list() : .other)
    default: return (name, value)
    }
  }
}
