import Kernels
import Tensors

extension NetworkPlan {
  /// A parameter's name in the field's files, such as "conv1.weight".
  public func fieldName(_ index: Int) -> String {
    let parameter = parameters[index]
    return layers[parameter.layer].specification.name + (parameter.role == .weights ? ".weight" : ".bias")
  }

  /// A parameter's shape in the field's order: O,I,H,W for filters (O,I,H,W,P,Q for local ones), O×I for fully connected
  /// weights, K,P,Q for local biases.
  public func fieldShape(_ index: Int) -> Shape {
    let order = FieldOrder(self, index)
    return Shape(order.dimensions)
  }
}

extension Network {
  /// The elements of parameter `index` in the field's order (see `NetworkPlan.fieldShape`).
  ///
  /// Fully connected weights read an image in the order C,H,W there, not H,W,C as here.
  public func exportParameter(_ index: Int) -> [Scalar] {
    withValues(ofParameter: index) { FieldOrder(plan, index).toField($0) }
  }

  /// Sets parameter `index` from elements in the field's order.
  ///
  /// - Precondition: as many elements as the parameter has.
  public func importParameter(_ index: Int, _ elements: [Scalar]) {
    FieldOrder(plan, index).fromField(elements, into: parameter(index))
  }
}

extension NetworkPlan {
  /// Converts an array shaped like parameter `index`, such as an optimizer's velocity, to the field's order.
  package func toField<Scalar>(_ index: Int, _ elements: TensorView<Scalar>) -> [Scalar] {
    FieldOrder(self, index).toField(elements)
  }

  /// Converts an array in the field's order into one shaped like parameter `index`.
  package func fromField<Scalar>(_ index: Int, _ elements: [Scalar], into out: MutableTensorView<Scalar>) {
    FieldOrder(self, index).fromField(elements, into: out)
  }
}

/// How a parameter's elements are ordered in the field's files, as extents and strides over the library's order.
private struct FieldOrder {
  /// Extents in the field's files.
  let dimensions: [Int]
  /// Extents to walk, outermost first: those of the files, with a fully connected layer's input as C, H, W.
  private let walk: [Int]
  /// For each of them, how far it moves in the library's order.
  private let strides: [Int]

  init(_ plan: NetworkPlan, _ index: Int) {
    let parameter = plan.parameters[index]
    let shape = parameter.shape.dimensions
    let layer = plan.layers[parameter.layer]
    switch (parameter.role, shape.count) {
    case (.weights, 4):  // R,S,C,K → K,C,R,S
      walk = [shape[3], shape[2], shape[0], shape[1]]
      strides = [1, shape[3], shape[1] * shape[2] * shape[3], shape[2] * shape[3]]
      dimensions = walk
    case (.weights, 5):  // P·Q,R,S,C,K → K,C,R,S,P,Q
      let filter = shape[1] * shape[2] * shape[3] * shape[4]
      let (rows, columns) = (layer.outputShape[0], layer.outputShape[1])
      walk = [shape[4], shape[3], shape[1], shape[2], rows, columns]
      strides = [
        1, shape[4], shape[2] * shape[3] * shape[4], shape[3] * shape[4], columns * filter, filter,
      ]
      dimensions = walk
    case (.weights, _):  // (H,W,C)×O → O×(C,H,W)
      let input = layer.inputShape.rank == 3 ? layer.inputShape.dimensions : [1, 1, shape[0]]
      walk = [shape[1], input[2], input[0], input[1]]
      strides = [1, shape[1], input[1] * input[2] * shape[1], input[2] * shape[1]]
      dimensions = [shape[1], shape[0]]
    case (.biases, 2):  // P·Q,K → K,P,Q
      let (rows, columns) = (layer.outputShape[0], layer.outputShape[1])
      walk = [shape[1], rows, columns]
      strides = [1, columns * shape[1], shape[1]]
      dimensions = walk
    case (.biases, _):
      walk = shape
      strides = [1]
      dimensions = shape
    }
  }

  func toField<Scalar>(_ view: TensorView<Scalar>) -> [Scalar] {
    Array(unsafeUninitializedCapacity: view.count) { buffer, count in
      forEachRow { field, place, length, stride in
        for i in 0..<length { buffer[field + i] = view.base[place + i * stride] }
      }
      count = view.count
    }
  }

  func fromField<Scalar>(_ elements: [Scalar], into view: MutableTensorView<Scalar>) {
    precondition(elements.count == view.count, "\(elements.count) elements for a parameter of \(view.shape)")
    elements.withUnsafeBufferPointer { buffer in
      forEachRow { field, place, length, stride in
        for i in 0..<length { view.base[place + i * stride] = buffer[field + i] }
      }
    }
  }

  /// Calls `body` for each run of the innermost dimension: its place in the files and here, its length and stride here.
  private func forEachRow(_ body: (Int, Int, Int, Int) -> Void) {
    let length = walk[walk.count - 1]
    let stride = strides[strides.count - 1]
    let rows = walk.dropLast().reduce(1, *)
    for row in 0..<rows {
      var rest = row
      var place = 0
      for dimension in (0..<(walk.count - 1)).reversed() {
        place += rest % walk[dimension] * strides[dimension]
        rest /= walk[dimension]
      }
      body(row * length, place, length, stride)
    }
  }
}
