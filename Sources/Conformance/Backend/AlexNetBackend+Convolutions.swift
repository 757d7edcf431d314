import Kernels
import Operations
import Tensors

extension AlexNetBackend {
  func convolve(_ convolution: Convolution, _ inputs: CaseInputs) throws -> [String: CaseTensor] {
    let input: Tensor<Scalar> = try inputs.images("input")
    let filter: Tensor<Scalar> = try inputs.tensor("filter", rank: 4).permuted(FieldAxes.filtersIn).tensor()
    let bias: Tensor<Scalar>? = try inputs["bias"] == nil ? nil : inputs.plain("bias", rank: 1)
    let shape = try convolution.outputShape(input: input.shape, filters: filter.shape[3])
    return try input.withView { inputView in
      try filter.withView { filterView in
        let output = try written(shape) { out in
          try withOptional(bias) {
            try convolution.forward(input: inputView, filter: filterView, bias: $0, into: out)
          }
        }
        var results = ["output": CaseTensor.images(output)]
        guard inputs["outputGradient"] != nil else { return results }
        let gradient: Tensor<Scalar> = try inputs.images("outputGradient")
        try gradient.withView { gradient in
          results["inputGradient"] = .images(
            try written(input.shape) {
              try convolution.inputGradient(outputGradient: gradient, filter: filterView, into: $0)
            })
          let filterGradient = try written(filter.shape) {
            try convolution.filterGradient(input: inputView, outputGradient: gradient, into: $0)
          }
          results["filterGradient"] = CaseTensor(filterGradient).permuted(FieldAxes.filtersOut)
          if let bias {
            results["biasGradient"] = CaseTensor(
              try written(bias.shape) { try Convolution.biasGradient(outputGradient: gradient, into: $0) })
          }
        }
        return results
      }
    }
  }

  func convolveLocally(_ layer: LocallyConnected, _ inputs: CaseInputs) throws -> [String: CaseTensor] {
    let input: Tensor<Scalar> = try inputs.images("input")
    let given = try inputs.tensor("filter", rank: 6)
    let (filters, rows, columns) = (given.shape[0], given.shape[4], given.shape[5])
    // K,C,R,S,P,Q → P·Q,R,S,C,K.
    let grid = given.permuted([4, 5, 2, 3, 1, 0])
    let filter: Tensor<Scalar> = grid.reshaped([rows * columns] + grid.shape.dropFirst(2)).tensor()
    var bias: Tensor<Scalar>?
    if inputs["bias"] != nil {
      bias = try inputs.tensor("bias", rank: 3).permuted([1, 2, 0]).reshaped([rows * columns, filters]).tensor()
    }
    let shape = try layer.outputShape(input: input.shape, filters: filters)
    return try input.withView { inputView in
      try filter.withView { filterView in
        let output = try written(shape) { out in
          try withOptional(bias) { try layer.forward(input: inputView, filter: filterView, bias: $0, into: out) }
        }
        var results = ["output": CaseTensor.images(output)]
        guard inputs["outputGradient"] != nil else { return results }
        let gradient: Tensor<Scalar> = try inputs.images("outputGradient")
        try gradient.withView { gradient in
          results["inputGradient"] = .images(
            try written(input.shape) {
              try layer.inputGradient(outputGradient: gradient, filter: filterView, into: $0)
            })
          let filterGradient = try written(filter.shape) {
            try layer.filterGradient(input: inputView, outputGradient: gradient, into: $0)
          }
          results["filterGradient"] = CaseTensor(filterGradient).reshaped(grid.shape).permuted([5, 4, 2, 3, 0, 1])
          if let bias {
            let biasGradient = try written(bias.shape) {
              try LocallyConnected.biasGradient(outputGradient: gradient, into: $0)
            }
            results["biasGradient"] = CaseTensor(biasGradient).reshaped([rows, columns, filters]).permuted([2, 0, 1])
          }
        }
        return results
      }
    }
  }
}
