import Tensors

extension LocallyConnected {
  /// The formula as written, for comparison.
  package func reference<Scalar: TensorScalar>(
    input: Tensor<Scalar>, filter: Tensor<Scalar>, bias: Tensor<Scalar>
  ) throws(ShapeError) -> Tensor<Scalar> {
    var output = Tensor<Scalar>(shape: try outputShape(input: input.shape, filters: filter.shape[4]))
    for index in 0..<output.count { output[index] = bias[index % bias.count] }
    forEachProduct(input: input.shape, filter: filter.shape, output: output.shape) { x, w, y in
      output[y] += input[x] * filter[w]
    }
    return output
  }

  /// Gradients of `reference`, product by product.
  package func referenceGradients<Scalar: TensorScalar>(
    input: Tensor<Scalar>, filter: Tensor<Scalar>, outputGradient: Tensor<Scalar>
  ) -> (input: Tensor<Scalar>, filter: Tensor<Scalar>, bias: Tensor<Scalar>) {
    var inputGradient = Tensor<Scalar>(shape: input.shape)
    var filterGradient = Tensor<Scalar>(shape: filter.shape)
    var biasGradient = Tensor<Scalar>(shape: [filter.shape[0], filter.shape[4]])
    for index in 0..<outputGradient.count { biasGradient[index % biasGradient.count] += outputGradient[index] }
    forEachProduct(input: input.shape, filter: filter.shape, output: outputGradient.shape) { x, w, y in
      inputGradient[x] += outputGradient[y] * filter[w]
      filterGradient[w] += outputGradient[y] * input[x]
    }
    return (inputGradient, filterGradient, biasGradient)
  }

  /// Calls `body` with the places of every input, filter element and output that meet in a product.
  private func forEachProduct(input: Shape, filter: Shape, output: Shape, _ body: (Int, Int, Int) -> Void) {
    let (rows, columns, depth, filters) = (filter[1], filter[2], filter[3], filter[4])
    for n in 0..<output[0] {
      for p in 0..<output[1] {
        for q in 0..<output[2] {
          let position = p * output[2] + q
          for (r, s) in (0..<rows).flatMap({ r in (0..<columns).map { (r, $0) } }) {
            let h = p * geometry.rowStride - geometry.padding.top + r
            let w = q * geometry.columnStride - geometry.padding.left + s
            guard h >= 0 && h < input[1] && w >= 0 && w < input[2] else { continue }
            for c in 0..<depth {
              for k in 0..<filters {
                let channel = k / (filters / groups) * depth + c
                body(
                  ((n * input[1] + h) * input[2] + w) * input[3] + channel,
                  (((position * rows + r) * columns + s) * depth + c) * filters + k,
                  (n * output[1] * output[2] + position) * filters + k)
              }
            }
          }
        }
      }
    }
  }
}
