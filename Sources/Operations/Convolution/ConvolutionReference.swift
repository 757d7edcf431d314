import Tensors

extension Convolution {
  /// The formula as written, for comparison.
  package func reference<Scalar: TensorScalar>(
    input: Tensor<Scalar>, filter: Tensor<Scalar>, bias: Tensor<Scalar>?
  ) throws(ShapeError) -> Tensor<Scalar> {
    var output = Tensor<Scalar>(shape: try outputShape(input: input.shape, filters: filter.shape[3]))
    for index in 0..<output.count { output[index] = bias?[index % output.shape[3]] ?? 0 }
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
    var biasGradient = Tensor<Scalar>(shape: [filter.shape[3]])
    for index in 0..<outputGradient.count { biasGradient[index % biasGradient.count] += outputGradient[index] }
    forEachProduct(input: input.shape, filter: filter.shape, output: outputGradient.shape) { x, w, y in
      inputGradient[x] += outputGradient[y] * filter[w]
      filterGradient[w] += outputGradient[y] * input[x]
    }
    return (inputGradient, filterGradient, biasGradient)
  }

  /// Calls `body` with the places of every input, filter element and output that meet in a product.
  private func forEachProduct(input: Shape, filter: Shape, output: Shape, _ body: (Int, Int, Int) -> Void) {
    let groupFilters = filter[3] / groups
    for n in 0..<output[0] {
      for p in 0..<output[1] {
        for q in 0..<output[2] {
          for k in 0..<output[3] {
            for r in 0..<filter[0] {
              for s in 0..<filter[1] {
                let h = p * geometry.rowStride - geometry.padding.top + r
                let w = q * geometry.columnStride - geometry.padding.left + s
                guard h >= 0 && h < input[1] && w >= 0 && w < input[2] else { continue }
                for c in 0..<filter[2] {
                  let channel = k / groupFilters * filter[2] + c
                  body(
                    ((n * input[1] + h) * input[2] + w) * input[3] + channel,
                    ((r * filter[1] + s) * filter[2] + c) * filter[3] + k,
                    ((n * output[1] + p) * output[2] + q) * output[3] + k)
                }
              }
            }
          }
        }
      }
    }
  }
}
