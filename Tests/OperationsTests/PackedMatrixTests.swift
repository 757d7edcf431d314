import Kernels
import Operations
import Tensors
import Testing

@Suite struct PackedMatrixTests {
  /// Rows, terms and columns: products that stream and products in tiles (more than 12 rows), rows that end in short tiles, panels
  /// that are cut within a vector and after one, more terms than a block has.
  static let extents = [
    [1, 1, 1], [1, 300, 70], [2, 9, 64], [4, 33, 65], [5, 515, 17], [8, 40, 130], [12, 7, 100], [13, 258, 64],
    [14, 300, 70], [20, 17, 129], [31, 513, 36], [60, 20, 200], [97, 5, 8],
  ]

  @Test(arguments: extents)
  func `products with a packed factor have the bits of those with the matrix`(_ extents: [Int]) throws {
    try check(Float.self, extents)
    try check(Double.self, extents)
  }

  private func check<Scalar: KernelScalar>(_: Scalar.Type, _ extents: [Int]) throws {
    let (m, k, n) = (extents[0], extents[1], extents[2])
    let left = randomTensor([m, k], of: Scalar.self, seed: 1)
    let right = randomTensor([k, n], of: Scalar.self, seed: 2)
    let old = randomTensor([m, n], of: Scalar.self, seed: 3)
    for beta: Scalar in [0, 1, -2] {
      let expected = try product(left, right, old, beta: beta) {
        try MatrixMultiply.multiply($0, $1, into: $2, beta: beta)
      }
      let packed = try everywhere {
        try product(left, right, old, beta: beta) {
          try MatrixMultiply.multiply($0, PackedMatrix($1), into: $2, beta: beta)
        }
      }
      #expect(sameBits(packed, expected), "\(extents), β \(beta)")
    }
  }

  private func product<Scalar: KernelScalar>(
    _ left: Tensor<Scalar>, _ right: Tensor<Scalar>, _ old: Tensor<Scalar>, beta: Scalar,
    _ multiply: (MatrixView<Scalar>, MatrixView<Scalar>, MutableMatrixView<Scalar>) throws -> Void
  ) throws -> Tensor<Scalar> {
    let (m, k, n) = (left.shape[0], left.shape[1], right.shape[1])
    return try Tensor.withViews([left, right, old]) { views in
      try written([m, n]) { out in
        // What is not read may be anything.
        if beta != 0 { out.copy(from: views[2]) } else { out.base.update(repeating: .nan, count: m * n) }
        try multiply(
          MatrixView(views[0], rows: m, columns: k), MatrixView(views[1], rows: k, columns: n),
          MutableMatrixView(out, rows: m, columns: n))
      }
    }
  }

  @Test func `a left factor of any strides and a product of no terms`() throws {
    let (m, k, n) = (15, 30, 40)
    let turned = randomTensor([k, m], of: Float.self, seed: 4)
    let right = randomTensor([k, n], of: Float.self, seed: 5)
    let products: [Tensor<Float>] = try [false, true].map { packs in
      try Tensor.withViews([turned, right]) { views in
        try written([m, n]) { out in
          let left = try MatrixView(views[0], rows: k, columns: m).transposed
          let factor = try MatrixView(views[1], rows: k, columns: n)
          let product = try MutableMatrixView(out, rows: m, columns: n)
          if packs {
            try MatrixMultiply.multiply(left, PackedMatrix(factor), into: product)
          } else {
            try MatrixMultiply.multiply(left, factor, into: product)
          }
        }
      }
    }
    #expect(sameBits(products[0], products[1]))
    let nothing: Tensor<Float> = try right.withView { view in
      try written([2, n]) { out in
        try MatrixMultiply.multiply(
          MatrixView(view, rows: 2, columns: 0), PackedMatrix(MatrixView(view, rows: 0, columns: n)),
          into: MutableMatrixView(out, rows: 2, columns: n))
      }
    }
    #expect(nothing.elements.allSatisfy { $0 == 0 })
  }

  @Test(arguments: [1, 16, 17, 64, 65, 150])
  func `packing keeps every element, of a transpose too`(columns: Int) throws {
    let matrix = randomTensor([11, columns], of: Float.self, seed: 6)
    for set in InstructionSet.available {
      try InstructionSet.withInstructionSet(set) {
        try matrix.withView { view in
          let packed = PackedMatrix(try MatrixView(view, rows: 11, columns: columns))
          #expect(sameBits(packed.unpacked(), matrix))
          #expect(packed.byteCount >= 4 * matrix.count)
          #expect(packed.byteCount < 4 * 11 * (columns + 16))
          let turned = PackedMatrix(try MatrixView(view, rows: 11, columns: columns).transposed).unpacked()
          #expect(
            (0..<11).allSatisfy { row in
              (0..<columns).allSatisfy { turned[$0 * 11 + row] == view.base[row * columns + $0] }
            })
        }
      }
    }
  }

  @Test func `a factor keeps the kernels that it was packed for`() throws {
    let left = randomTensor([3, 20], of: Float.self, seed: 7)
    let right = randomTensor([20, 90], of: Float.self, seed: 8)
    try Tensor.withViews([left, right]) { views in
      let factor = try MatrixView(views[1], rows: 20, columns: 90)
      let expected: Tensor<Float> = try written([3, 90]) {
        try MatrixMultiply.multiply(
          MatrixView(views[0], rows: 3, columns: 20), factor, into: MutableMatrixView($0, rows: 3, columns: 90))
      }
      for set in InstructionSet.available {
        let packed = InstructionSet.withInstructionSet(set) { PackedMatrix(factor) }
        for other in InstructionSet.available {
          let actual: Tensor<Float> = try InstructionSet.withInstructionSet(other) {
            try written([3, 90]) {
              try MatrixMultiply.multiply(
                MatrixView(views[0], rows: 3, columns: 20), packed, into: MutableMatrixView($0, rows: 3, columns: 90))
            }
          }
          #expect(sameBits(actual, expected), "packed for \(set), used on \(other)")
        }
      }
    }
  }

  @Test func `extents that do not fit are errors`() throws {
    let tensor = randomTensor([4, 6], of: Float.self, seed: 9)
    try tensor.withView { view in
      let packed = PackedMatrix(try MatrixView(view, rows: 4, columns: 6))
      let _: Tensor<Float> = written([3, 6]) { out in
        #expect(throws: ShapeError.self) {
          try MatrixMultiply.multiply(
            MatrixView(view, rows: 3, columns: 5), packed, into: MutableMatrixView(out, rows: 3, columns: 6))
        }
        #expect(throws: ShapeError.self) {
          try MatrixMultiply.multiply(
            MatrixView(view, rows: 3, columns: 4), packed, into: MutableMatrixView(out, rows: 3, columns: 5))
        }
      }
    }
  }
}
