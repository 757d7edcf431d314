import Operations
import Tensors

/// The three passes of a convolution.
enum ConvolutionPass: String, CaseIterable {
  case forward
  case inputGradient = "input-gradient"
  case filterGradient = "filter-gradient"

  /// Memory for the pass over a batch, and what runs it once by each algorithm; nil is the automatic one.
  func prepare(
    _ shape: ConvolutionShape, images: Int, algorithms: [Convolution.Algorithm?]
  ) throws -> [() throws -> Void] {
    let automatic = Convolution(geometry: shape.geometry, groups: shape.groups)
    let inputShape = shape.input(images)
    let input = Operand<Float>(shape: inputShape, index: 0)
    let filter = Operand<Float>(
      shape: try automatic.filterShape(input: inputShape, filters: shape.filters), index: 1)
    let output = Operand<Float>(
      shape: try automatic.outputShape(input: inputShape, filters: shape.filters), index: 2)
    let bias = Operand<Float>(shape: [shape.filters], index: 3)
    return algorithms.map { algorithm in
      let convolution = Convolution(geometry: shape.geometry, groups: shape.groups, algorithm: algorithm)
      return {
        switch self {
        case .forward:
          try convolution.forward(
            input: input.view, filter: filter.view, bias: bias.view, into: output.mutableView)
        case .inputGradient:
          try convolution.inputGradient(
            outputGradient: output.view, filter: filter.view, into: input.mutableView)
        case .filterGradient:
          try convolution.filterGradient(
            input: input.view, outputGradient: output.view, into: filter.mutableView)
        }
      }
    }
  }
}
