import KernelBodies
import Tensors

/// All extents of a convolution, checked against each other.
struct ConvolutionExtents {
  let convolution: Convolution
  let images: Int
  let height: Int
  let width: Int
  let channels: Int
  let filters: Int
  let outputRows: Int
  let outputColumns: Int

  var geometry: WindowGeometry { convolution.geometry }
  var groups: Int { convolution.groups }
  /// C/g: input channels of a group.
  var groupChannels: Int { channels / groups }
  /// K/g: filters of a group.
  var groupFilters: Int { filters / groups }
  /// Pixels of an output image.
  var positions: Int { outputRows * outputColumns }
  /// R·S·C/g: terms of an output.
  var terms: Int { geometry.rows * geometry.columns * groupChannels }

  var filter: Shape { [geometry.rows, geometry.columns, groupChannels, filters] }
  var output: Shape { [images, outputRows, outputColumns, filters] }
  var inputGrid: PixelGrid { PixelGrid(rows: height, columns: width, channels: channels) }
  var outputGrid: PixelGrid { PixelGrid(rows: outputRows, columns: outputColumns, channels: filters) }

  init(_ convolution: Convolution, input: Shape, filters: Int) throws(ShapeError) {
    guard input.rank == 4 else {
      throw ShapeError(
        operation: "convolution", argument: "input", given: input.description, expected: "N×H×W×C (four dimensions)")
    }
    let groups = convolution.groups
    guard groups > 0 && input[3] > 0 && input[3].isMultiple(of: groups) else {
      throw ShapeError(
        operation: "convolution", argument: "input", given: "\(input) for \(groups) groups",
        expected: "a number of channels that the groups divide")
    }
    guard filters > 0 && filters.isMultiple(of: groups) else {
      throw ShapeError(
        operation: "convolution", argument: "filters", given: "\(filters) for \(groups) groups",
        expected: "a positive number that the groups divide")
    }
    self.convolution = convolution
    images = input[0]
    height = input[1]
    width = input[2]
    channels = input[3]
    self.filters = filters
    (outputRows, outputColumns) = try convolution.geometry.outputs(
      height: height, width: width, operation: "convolution")
  }

  init(_ convolution: Convolution, input: Shape, filter: Shape) throws(ShapeError) {
    guard filter.rank == 4 else {
      throw ShapeError(
        operation: "convolution", argument: "filter", given: filter.description,
        expected: "R×S×C/groups×K (four dimensions)")
    }
    try self.init(convolution, input: input, filters: filter[3])
    try ShapeError.check(
      filter, equals: self.filter, operation: "convolution", argument: "filter", legend: "R, S, C/groups, K")
  }

  func check(output: Shape, argument: String) throws(ShapeError) {
    try ShapeError.check(
      output, equals: self.output, operation: "convolution", argument: argument, legend: "N, P, Q, K")
  }

  func check(bias: Shape, argument: String) throws(ShapeError) {
    try ShapeError.check(bias, equals: [filters], operation: "convolution", argument: argument, legend: "K")
  }

  /// The algorithm for these extents: a rule over shapes alone, so that the bits do not depend on the machine.
  ///
  /// Direct convolution is the faster one wherever an image has pixels enough to fill tiles and spans. Where it has few (a
  /// filter as large as its image has one), the patch matrix gathers pixels of all images; the benchmark group
  /// `convolution-rule` compares both.
  var automaticAlgorithm: Convolution.Algorithm {
    if positions < 16 { return .patchMatrix }
    // Tables of the direct filter gradient hold 32-bit offsets within an image.
    return height * width * channels < 1 << 31 && positions < 1 << 31 ? .direct : .patchMatrix
  }

  /// The algorithm for gradients: an exact one.
  var gradientAlgorithm: Convolution.Algorithm {
    guard let algorithm = convolution.algorithm, Convolution.Algorithm.exact.contains(algorithm) else {
      return automaticAlgorithm
    }
    return algorithm
  }
}
