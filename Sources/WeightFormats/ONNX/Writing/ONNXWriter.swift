/// A writer of one ONNX file: operators and constant tensors in the order in which they are given.
///
///     var writer = ONNXWriter(graph: "relu")
///     writer.node(ONNXNode(operation: "Relu", inputs: ["x"], outputs: ["y"]))
///     let bytes = writer.finish(
///       inputs: [ONNXValue(name: "x", shape: [nil, 3])], outputs: [ONNXValue(name: "y", shape: [nil, 3])])
public struct ONNXWriter {
  /// The version of the file format, and that of the standard's operators: what readers of the last years know.
  private static let formatVersion = 8, operatorSet = 17

  private var graph = ProtobufWriter()
  private let name: String

  /// An empty graph of a name.
  public init(graph name: String) { self.name = name }

  /// Appends an operator of the standard.
  public mutating func node(_ node: ONNXNode) {
    graph.message(1) { writer in
      for input in node.inputs { writer.string(1, input) }
      for output in node.outputs { writer.string(2, output) }
      writer.string(3, node.name)
      writer.string(4, node.operation)
      for (name, value) in node.attributes.sorted(by: { $0.key < $1.key }) {
        writer.message(5) { writer in Self.attribute(name, value, &writer) }
      }
    }
  }

  /// Appends a constant tensor of floats.
  public mutating func initializer(_ name: String, shape: [Int], _ values: [Float]) {
    tensor(name, .float, shape) { $0.floats(9, values) }
  }

  /// Appends a constant tensor of whole numbers.
  public mutating func initializer(_ name: String, shape: [Int], _ values: [Int]) {
    tensor(name, .int64, shape) { $0.words(9, values) }
  }

  /// The bytes of the file.
  ///
  /// - Parameters:
  ///   - inputs: what is fed.
  ///   - outputs: what comes out.
  ///   - metadata: free-form strings.
  public consuming func finish(
    inputs: [ONNXValue], outputs: [ONNXValue], metadata: [String: String] = [:]
  ) -> [UInt8] {
    graph.string(2, name)
    for input in inputs { graph.message(11) { writer in Self.value(input, &writer) } }
    for output in outputs { graph.message(12) { writer in Self.value(output, &writer) } }
    var model = ProtobufWriter()
    model.integer(1, Self.formatVersion)
    model.string(2, "alexnet")
    model.message(8) { writer in
      writer.string(1, "")
      writer.integer(2, Self.operatorSet)
    }
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      model.message(14) { writer in
        writer.string(1, key)
        writer.string(2, value)
      }
    }
    model.bytes(7, graph.bytes)
    return model.bytes
  }
}

extension ONNXWriter {
  private mutating func tensor(
    _ name: String, _ type: ONNXDataType, _ shape: [Int], _ elements: (inout ProtobufWriter) -> Void
  ) {
    graph.message(5) { writer in
      if !shape.isEmpty { writer.packed(1, shape) }
      writer.integer(2, type.rawValue)
      writer.string(8, name)
      elements(&writer)
    }
  }

  private static func attribute(_ name: String, _ value: ONNXAttribute, _ writer: inout ProtobufWriter) {
    writer.string(1, name)
    switch value {
    case .float(let number):
      writer.float(2, number)
      writer.integer(20, 1)
    case .integer(let number):
      writer.integer(3, number)
      writer.integer(20, 2)
    case .string(let text):
      writer.string(4, text)
      writer.integer(20, 3)
    case .floats(let numbers):
      writer.floats(7, numbers)
      writer.integer(20, 6)
    case .integers(let numbers):
      writer.packed(8, numbers)
      writer.integer(20, 7)
    case .tensor, .other:
      preconditionFailure("the attribute \(name) is of a kind that is only read")
    }
  }

  /// A tensor of floats.
  private static func value(_ value: ONNXValue, _ writer: inout ProtobufWriter) {
    writer.string(1, value.name)
    writer.message(2) { type in
      type.message(1) { tensor in
        tensor.integer(1, ONNXDataType.float.rawValue)
        guard let shape = value.shape else { return }
        tensor.message(2) { dimensions in
          for size in shape {
            dimensions.message(1) { dimension in
              if let size { dimension.integer(1, size) } else { dimension.string(2, "N") }
            }
          }
        }
      }
    }
  }
}
