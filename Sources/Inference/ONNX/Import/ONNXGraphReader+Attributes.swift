import WeightFormats

/// Attributes and constants of nodes.
extension ONNXGraphReader {
  /// A whole number, or its default.
  func integer(_ node: ONNXNode, _ name: String, default value: Int) throws(ONNXImportError) -> Int {
    switch node.attributes[name] {
    case nil: return value
    case .integer(let number): return number
    default: throw failure(.attribute(name, value: "another kind", supported: "a whole number"))
    }
  }

  /// A float, or its default.
  func float(_ node: ONNXNode, _ name: String, default value: Float) throws(ONNXImportError) -> Double {
    switch node.attributes[name] {
    case nil: return Double(value)
    case .float(let number) where number.isFinite: return Double(number)
    default: throw failure(.attribute(name, value: "no finite number", supported: "a finite float"))
    }
  }

  /// A list of `count` whole numbers of a range, or its default.
  func integers(
    _ node: ONNXNode, _ name: String, in range: ClosedRange<Int>, default value: [Int]?
  ) throws(ONNXImportError) -> [Int] {
    switch node.attributes[name] {
    case nil:
      if let value { return value }
      throw failure(.attribute(name, value: "nothing", supported: "it"))
    case .integers(let numbers) where numbers.count == value?.count ?? 2 && numbers.allSatisfy(range.contains):
      return numbers
    default:
      throw failure(
        .attribute(
          name, value: "another kind or size", supported: "numbers from \(range.lowerBound) to \(range.upperBound)"))
    }
  }

  /// The constant tensor that is input number `index` behind the first.
  func constant(_ names: [String], _ index: Int, _ expected: String) throws(ONNXImportError) -> ONNXTensor {
    guard index < names.count, let tensor = constants[names[index]] else {
      throw failure(.constant((index < names.count ? names[index] : "").quoted, expected: expected))
    }
    return tensor
  }

  /// Whether an optional input is there.
  func has(_ names: [String], _ index: Int) -> Bool { index < names.count && !names[index].isEmpty }

  /// The elements of a constant.
  func floats(_ tensor: ONNXTensor) throws(ONNXImportError) -> [Float] {
    do throws(ONNXError) {
      return try file.floats(of: tensor)
    } catch {
      throw failure(.tensor(error))
    }
  }

  /// The elements of a constant list or number.
  func integers(_ tensor: ONNXTensor) throws(ONNXImportError) -> [Int] {
    do throws(ONNXError) {
      return try file.integers(of: tensor)
    } catch {
      throw failure(.tensor(error))
    }
  }

  /// A constant of a single number.
  func number(_ names: [String], _ index: Int) throws(ONNXImportError) -> Float {
    let tensor = try constant(names, index, "a constant number")
    guard tensor.shape.allSatisfy({ $0 == 1 }), let value = try floats(tensor).first else {
      throw failure(.constant(tensor.name.quoted, expected: "a single number"))
    }
    return value
  }
}
