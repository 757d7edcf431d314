/// ONNX's `TensorProto`.
extension ONNXTensor {
  private enum Field {
    static let dimensions = 1, type = 2, floats = 4, words = 5, integers = 7, name = 8, raw = 9, doubles = 10
    static let unsigned = 11, external = 13, location = 14
  }

  /// Reads a tensor; its elements stay where they are.
  init(_ message: ProtobufReader) throws(ProtobufError) {
    var message = message
    var floats = ProtobufFixedNumbers(width: 4)
    var doubles = ProtobufFixedNumbers(width: 8)
    var (words, integers, unsigned) = (ProtobufVarints(), ProtobufVarints(), ProtobufVarints())
    var raw: Range<Int>?
    var external = ONNXExternalData()
    var isExternal = false
    while let field = try message.next() {
      switch field.number {
      case Field.dimensions: try message.append(field, to: &shape)
      case Field.type: typeNumber = try message.integer(field)
      case Field.floats: try message.append(field, to: &floats)
      case Field.words: try message.append(field, to: &words)
      case Field.integers: try message.append(field, to: &integers)
      case Field.name: name = try message.string(field)
      case Field.raw: raw = try message.range(field)
      case Field.doubles: try message.append(field, to: &doubles)
      case Field.unsigned: try message.append(field, to: &unsigned)
      case Field.external: try external.set(message.message(field))
      case Field.location: isExternal = try message.integer(field) == 1
      default: break
      }
    }
    if isExternal {
      storage = .external(external)
    } else if floats.count > 0 {
      storage = .floats(floats)
    } else if doubles.count > 0 {
      storage = .doubles(doubles)
    } else if words.count > 0 {
      storage = .words(words)
    } else if integers.count > 0 {
      storage = .integers(integers)
    } else if unsigned.count > 0 {
      storage = .unsigned(unsigned)
    } else if let raw {
      storage = .raw(raw)
    }
  }
}

extension ONNXExternalData {
  /// Takes an entry, a key and a value of strings. Numbers that are none are left out and then do not fit.
  mutating func set(_ message: ProtobufReader) throws(ProtobufError) {
    var message = message
    var (key, value) = ("", "")
    while let field = try message.next() {
      switch field.number {
      case 1: key = try message.string(field)
      case 2: value = try message.string(field)
      default: break
      }
    }
    switch key {
    case "location": location = value
    case "offset": offset = Int(value) ?? -1
    case "length": length = Int(value) ?? -1
    default: break
    }
  }
}
