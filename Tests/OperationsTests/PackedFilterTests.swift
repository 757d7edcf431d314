import Kernels
import Operations
import Tensors
import Testing

@Suite struct PackedFilterTests {
  /// Merged taps with padding, groups with blocks that do not fill a tile, strides, and both of Winograd's tiles.
  static let cases: [(Convolution, Shape, Int)] = [
    (
      Convolution(geometry: WindowGeometry(rows: 5, columns: 5, rowStride: 2, columnStride: 2, padding: Padding(2))),
      [2, 13, 12, 3], 70
    ),
    (Convolution(geometry: WindowGeometry(rows: 3, columns: 3, padding: Padding(1)), groups: 2), [3, 9, 8, 10], 38),
    (
      Convolution(geometry: WindowGeometry(rows: 3, columns: 3, padding: Padding(1)), algorithm: .winograd4x4),
      [2, 7, 9, 6], 20
    ),
    (
      Convolution(geometry: WindowGeometry(rows: 3, columns: 3, padding: Padding(1)), algorithm: .winograd6x6),
      [2, 7, 9, 6], 20
    ),
  ]

  @Test(arguments: cases)
  func `packed filters give the bits of the filters themselves, for batches of any size`(
    _ convolution: Convolution, _ input: Shape, _ filters: Int
  ) throws {
    try check(Float.self, convolution, input, filters)
    try check(Double.self, convolution, input, filters)
  }

  private func check<Scalar: KernelScalar>(
    _: Scalar.Type, _ convolution: Convolution, _ input: Shape, _ filters: Int
  ) throws {
    let sample = try ConvolutionSample<Scalar>(convolution, input: input, filters: filters)
    let one = Shape([1] + input.dimensions.dropFirst())
    for bias in [nil, sample.bias] {
      let expected = try sample.forward(bias: bias, rectifies: true)
      let packed = try everywhere {
        try Tensor.withViews([sample.input, sample.filter, sample.bias]) { views in
          // Packed for one image, used for all.
          let filter = try #require(try PackedFilter(views[1], for: convolution, input: one))
          return try written(expected.shape) {
            try convolution.forward(
              input: views[0], filter: filter, bias: bias == nil ? nil : views[2], rectifies: true, into: $0)
          }
        }
      }
      #expect(sameBits(packed, expected))
    }
  }

  @Test func `a filter keeps the kernels that it was packed for`() throws {
    let (convolution, input, filters) = Self.cases[1]
    let sample = try ConvolutionSample<Float>(convolution, input: input, filters: filters)
    let expected = try sample.forward(bias: nil)
    try Tensor.withViews([sample.input, sample.filter]) { views in
      for set in InstructionSet.available {
        let filter = try #require(
          try InstructionSet.withInstructionSet(set) { try PackedFilter(views[1], for: convolution, input: input) })
        #expect(filter.byteCount >= 4 * sample.filter.count)
        for other in InstructionSet.available {
          let output = try InstructionSet.withInstructionSet(other) {
            try written(expected.shape) {
              try convolution.forward(input: views[0], filter: filter, bias: nil, into: $0)
            }
          }
          #expect(sameBits(output, expected), "packed for \(set), used on \(other)")
        }
      }
    }
  }

  @Test func `a patch matrix reads filters as they lie`() throws {
    let sample = try ConvolutionSample<Float>(
      Convolution(geometry: WindowGeometry(rows: 3, columns: 3), algorithm: .patchMatrix), input: [1, 5, 5, 2],
      filters: 3)
    let filter = try sample.filter.withView { try PackedFilter($0, for: sample.convolution, input: [1, 5, 5, 2]) }
    #expect(filter == nil)
  }

  @Test func `filters packed for another convolution are an error that names both`() throws {
    let (convolution, input, filters) = Self.cases[2]
    let sample = try ConvolutionSample<Float>(convolution, input: input, filters: filters)
    let other = convolution.computed(by: .direct)
    try Tensor.withViews([sample.input, sample.filter]) { views in
      let filter = try #require(try PackedFilter(views[1], for: convolution, input: input))
      #expect(throws: ShapeError.self) {
        let _: Tensor<Float> = try written([2, 7, 9, 20]) {
          try other.forward(input: views[0], filter: filter, bias: nil, into: $0)
        }
      }
      #expect(throws: ShapeError.self) {
        _ = try PackedFilter(views[1], for: convolution, input: [1, 7, 9, 5])
      }
    }
  }
}
