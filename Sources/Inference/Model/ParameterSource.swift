import WeightFormats

/// How a parameter of a network is made of a file's tensors.
struct ParameterSource: Sendable, Equatable {
  /// Its shape in the field's order.
  let shape: [Int]
  /// The tensors: one, or those of the authors' tower a and tower b, whose outputs stand one after the other.
  let tensors: [String]
  /// Whether a tensor holds inputs × outputs, as cuda-convnet and products x·W have it.
  var isTransposed = false
  /// Whether the inputs of the last tensor are in the order (tower b, tower a): fc7 of the authors' tower b.
  var swapsLastInputs = false

  /// Number of elements.
  var count: Int { shape.reduce(1, *) }

  /// The elements in the field's order.
  ///
  /// - Throws: the format's own error.
  func values(in archive: any WeightArchive) throws -> [Float] {
    guard tensors.count > 1 || isTransposed else { return try archive.values(tensors[0]) }
    var result: [Float] = []
    result.reserveCapacity(count)
    let outputs = shape[0] / tensors.count
    let inputs = count / shape[0]
    for (number, name) in tensors.enumerated() {
      let values = try archive.values(name)
      guard values.count == outputs * inputs else { return [] }
      let swaps = swapsLastInputs && number == tensors.count - 1
      for output in 0..<outputs {
        for place in 0..<inputs {
          let input = swaps ? (place + inputs / 2) % inputs : place
          result.append(isTransposed ? values[input * outputs + output] : values[output * inputs + input])
        }
      }
    }
    return result
  }
}
