import Foundation

@testable import WeightFormats

/// ONNX files: graphs, and tensors in each encoding.
enum ONNXTarget: FuzzTarget {
  static let name = "ONNX"

  // A node or a dimension of two bytes becomes some 200.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 400 * bytes.count + 1 << 18 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    let data = bytes.withUnsafeBufferPointer { Data($0) }
    let file: ONNXFile
    do throws(ONNXError) {
      file = try ONNXFile(bytes: data, name: "model")
    } catch {
      return try Finding.checkText(of: error)
    }
    let attributes = file.graph.nodes.flatMap { node in
      node.attributes.values.compactMap { value in
        if case .tensor(let tensor) = value { tensor } else { nil }
      }
    }
    for tensor in file.graph.initializers + attributes { try check(tensor, file) }
    try checkWriting(file.graph)
  }

  private static func check(_ tensor: ONNXTensor, _ file: ONNXFile) throws(Finding) {
    let count: Int
    do throws(ONNXError) {
      count = tensor.type?.isReal == true ? try file.floats(of: tensor).count : try file.integers(of: tensor).count
    } catch {
      return try Finding.checkText(of: error)
    }
    try Finding.unless(
      count == tensor.shape.reduce(1, *), "\(tensor.name.debugDescription): \(count) elements of \(tensor.shape)")
  }

  /// Checks that nodes that can be written are read as they were.
  private static func checkWriting(_ graph: ONNXGraph) throws(Finding) {
    var writer = ONNXWriter(graph: graph.name)
    var nodes = graph.nodes
    for index in nodes.indices {
      nodes[index].domain = ""
      nodes[index].attributes = nodes[index].attributes.filter { _, value in
        switch value {
        case .tensor, .other: false
        case .float(let number): !number.isNaN
        case .floats(let numbers): numbers.allSatisfy { !$0.isNaN }
        case .integer, .integers, .string: true
        }
      }
      writer.node(nodes[index])
    }
    let bytes = writer.finish(inputs: graph.inputs, outputs: graph.outputs)
    let copy: ONNXGraph
    do throws(ONNXError) {
      copy = try ONNXFile(bytes: Data(bytes), name: "copy").graph
    } catch {
      throw Finding("a file that was written is not read: \(error)")
    }
    try Finding.unless(copy.nodes == nodes, "nodes are not read as they were written")
    try Finding.unless(
      copy.inputs == graph.inputs && copy.outputs == graph.outputs, "inputs and outputs are not read as written")
  }
}
