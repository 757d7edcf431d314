import Kernels
import Operations
import Tensors
import Testing

@Suite struct MatrixMultiplyTests {
  /// M, N and K around the sizes of tiles (6 rows, 8 to 64 columns) and blocks (256 terms and columns).
  static let sizes: [(Int, Int, Int)] = [
    (1, 1, 1), (5, 6, 7), (6, 64, 63), (7, 65, 257), (63, 5, 64), (64, 63, 1), (65, 257, 5), (6, 16, 256), (12, 33, 13),
    (1, 257, 65), (1, 64, 6), (257, 1, 63), (7, 1, 5), (97, 7, 19), (3, 19, 517),
    // A single row or column over more terms than a panel of a turned factor has.
    (1, 5, 517), (5, 1, 517),
  ]

  @Test(arguments: sizes)
  func `products lie within the bound of the definition, however factors lie`(_ m: Int, _ n: Int, _ k: Int) throws {
    for (isLeftTransposed, isRightTransposed) in [(false, false), (true, false), (false, true), (true, true)] {
      for (alpha, beta) in [(1.0, 0.0), (1, 1), (-0.75, 0), (0.5, -2)] {
        let product = Product(
          m: m, n: n, k: k, isLeftTransposed: isLeftTransposed, isRightTransposed: isRightTransposed, alpha: alpha,
          beta: beta)
        try check(Float.self, product)
        try check(Double.self, product)
      }
    }
  }

  private func check<Scalar: KernelScalar>(_: Scalar.Type, _ product: Product) throws {
    let (left, right, old) = product.operands(of: Scalar.self)
    let actual = try everywhere { try product.computed(left, right, old) }
    let expected = try product.reference(exactly(left), exactly(right), exactly(old))
    var absolute = product
    (absolute.alpha, absolute.beta) = (abs(product.alpha), abs(product.beta))
    let magnitude = try absolute.reference(magnitudes(left), magnitudes(right), magnitudes(old))
    expectWithinBound(actual, expected, magnitudes: magnitude, terms: product.k, "\(product)")
    #expect(sameBits(actual, product.definedBits(left, right, old)), "\(product)")
  }

  @Test(arguments: [(3, 5), (1, 7), (9, 1)])
  func `a product of no terms is beta times C`(_ m: Int, _ n: Int) throws {
    for beta in [0.0, 1, -0.5] {
      let product = Product(
        m: m, n: n, k: 0, isLeftTransposed: false, isRightTransposed: false, alpha: 1, beta: beta)
      let (left, right, old) = product.operands(of: Float.self)
      let actual = try everywhere { try product.computed(left, right, old) }
      #expect(sameBits(actual, product.definedBits(left, right, old)))
    }
  }

  @Test func `C is not read if beta is 0`() throws {
    for (m, n, k) in Self.sizes + [(3, 5, 0)] {
      let product = Product(m: m, n: n, k: k, isLeftTransposed: true, isRightTransposed: false, alpha: 2, beta: 0)
      let (left, right, old) = product.operands(of: Double.self)
      let garbage = Tensor<Double>(shape: old.shape, elements: [Double](repeating: .nan, count: old.count))
      let result = try everywhere { try product.computed(left, right, garbage) }
      let elements = (0..<m).flatMap { row in (0..<n).map { result[row * product.productStride + $0] } }
      #expect(elements.allSatisfy { $0.isFinite }, "\(product)")
    }
  }

  @Test func `a left factor larger than the memory for packing is cut without a trace`() throws {
    let (m, k) = (1100, 4201)
    let left = randomTensor([k, m], of: Float.self, seed: 3)
    let right = randomTensor([k, 2], of: Float.self, seed: 4)
    let parts: [Tensor<Float>] = try [true, false].map { whole in
      try written([m, 2]) { out in
        try left.withView { left in
          try right.withView { right in
            let right = try MatrixView(right, rows: k, columns: 2)
            for row in whole ? [0] : [0, 500] {
              let rows = whole ? m : row == 0 ? 500 : m - 500
              try MatrixMultiply.multiply(
                try MatrixView(left, rows: k, columns: rows, offset: row, rowStride: m).transposed, right,
                into: try MutableMatrixView(out, rows: rows, columns: 2, offset: row * 2))
            }
          }
        }
      }
    }
    #expect(sameBits(parts[0], parts[1]))
    #expect(parts[0][0] != 0 && parts[0][2 * m - 1] != 0)
  }

  @Test(arguments: [2, 5, 12, 13], [false, true])
  func `few rows times a large matrix have the bits of each row alone`(_ m: Int, _ isLeftTransposed: Bool) throws {
    let product = Product(
      m: m, n: 1411, k: 1500, isLeftTransposed: isLeftTransposed, isRightTransposed: false, alpha: 1, beta: 1)
    let (left, right, old) = product.operands(of: Float.self)
    let whole = try everywhere { try product.computed(left, right, old) }
    for row in 0..<m {
      var alone = product
      alone.m = 1
      alone.isLeftTransposed = false
      let factors = (0...1500).map { term in
        term == 1500 ? 0 : isLeftTransposed ? left[term * (m + 1) + row] : left[row * 1501 + term]
      }
      let places = row * product.productStride..<(row + 1) * product.productStride
      let result = try alone.computed(
        Tensor(shape: [1, 1501], elements: factors), right,
        Tensor(shape: [1, places.count], elements: old.elements[places]))
      #expect(result.elements == Array(whole.elements[places]))
    }
  }

  @Test func `factors and products that do not fit are refused`() throws {
    let memory = Tensor<Float>(shape: [100])
    func multiply(_ a: (Int, Int), _ b: (Int, Int), _ c: (Int, Int)) throws {
      let _: Tensor<Float> = try written([100]) { out in
        try memory.withView {
          try MatrixMultiply.multiply(
            try MatrixView($0, rows: a.0, columns: a.1), try MatrixView($0, rows: b.0, columns: b.1),
            into: try MutableMatrixView(out, rows: c.0, columns: c.1))
        }
      }
    }
    let factor = #expect(throws: ShapeError.self) { try multiply((3, 5), (4, 7), (3, 7)) }
    #expect(
      factor?.description
        == "matrix multiply: right factor is 4×7, but 5 rows, as the left factor 3×5 has columns, fits")
    let product = #expect(throws: ShapeError.self) { try multiply((3, 5), (5, 7), (7, 3)) }
    #expect(product?.description == "matrix multiply: product is 7×3, but 3×7 fits")
    let view = #expect(throws: ShapeError.self) { try multiply((30, 5), (5, 7), (30, 7)) }
    #expect(
      view?.description
        == "matrix: view is 30×5 from element 0, rows 5 apart, of 100 elements, but a matrix within its elements, "
        + "with rows at least as far apart as they are long fits")
    #expect(throws: ShapeError.self) { try multiply((-1, 5), (5, 7), (-1, 7)) }
  }

  @Test func `views reach the last element and not further`() throws {
    let memory = Tensor<Double>(shape: [20])
    try memory.withView { memory in
      let view = try MatrixView(memory, rows: 3, columns: 4, offset: 2, rowStride: 7)
      #expect(view.transposed.rows == 4 && view.transposed.rowStride == 1 && view.transposed.columnStride == 7)
      #expect(throws: ShapeError.self) { try MatrixView(memory, rows: 3, columns: 4, offset: 3, rowStride: 7) }
      #expect(throws: ShapeError.self) { try MatrixView(memory, rows: 2, columns: 4, rowStride: 3) }
      #expect(throws: ShapeError.self) { try MatrixView(memory, rows: 2, columns: 1, offset: -1) }
      #expect(throws: ShapeError.self) { try MatrixView(memory, rows: .max, columns: 2, rowStride: .max) }
    }
  }
}

/// A product of matrices with gaps between their rows.
private struct Product: CustomStringConvertible {
  var m: Int
  let n: Int
  let k: Int
  var isLeftTransposed: Bool
  let isRightTransposed: Bool
  var alpha: Double
  var beta: Double

  var description: String {
    "\(m)×\(n)×\(k), \(isLeftTransposed ? "Aᵀ" : "A")·\(isRightTransposed ? "Bᵀ" : "B"), α \(alpha), β \(beta)"
  }

  private var leftSize: (rows: Int, columns: Int) { isLeftTransposed ? (k, m) : (m, k) }
  private var rightSize: (rows: Int, columns: Int) { isRightTransposed ? (n, k) : (k, n) }
  /// Columns as vectors must be contiguous to be one; all others have gaps.
  var productStride: Int { n == 1 ? 1 : n + 3 }

  func operands<Scalar: KernelScalar>(
    of: Scalar.Type
  ) -> (left: Tensor<Scalar>, right: Tensor<Scalar>, old: Tensor<Scalar>) {
    (
      randomTensor([leftSize.rows, leftSize.columns + 1], of: Scalar.self, seed: 1),
      randomTensor([rightSize.rows, rightSize.columns + 2], of: Scalar.self, seed: 2),
      randomTensor([m, productStride], of: Scalar.self, seed: 3)
    )
  }

  func computed<Scalar: KernelScalar>(
    _ left: Tensor<Scalar>, _ right: Tensor<Scalar>, _ old: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    try withMatrices(left, right, old) {
      try MatrixMultiply.multiply($0, $1, into: $2, alpha: Scalar(alpha), beta: Scalar(beta))
    }
  }

  func reference(_ left: Tensor<Double>, _ right: Tensor<Double>, _ old: Tensor<Double>) throws -> Tensor<Double> {
    try withMatrices(left, right, old) {
      MatrixMultiply.reference($0, $1, into: $2, alpha: alpha, beta: beta)
    }
  }

  /// β·c, and then (α·a)·b in order, each added with one rounding.
  func definedBits<Scalar: KernelScalar>(
    _ left: Tensor<Scalar>, _ right: Tensor<Scalar>, _ old: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    let (leftStride, rightStride) = (leftSize.columns + 1, rightSize.columns + 2)
    var elements = old.elements
    let (a, b) = (left.elements, right.elements)
    let factor = Scalar(alpha)
    for i in 0..<m {
      for j in 0..<n {
        let place = i * productStride + j
        var sum: Scalar = beta == 0 ? 0 : Scalar(beta) * elements[place]
        for t in 0..<k {
          let x = a[isLeftTransposed ? t * leftStride + i : i * leftStride + t]
          let y = b[isRightTransposed ? j * rightStride + t : t * rightStride + j]
          sum.addProduct(factor * x, y)
        }
        elements[place] = sum
      }
    }
    return Tensor(shape: old.shape, elements: elements)
  }

  private func withMatrices<Scalar: KernelScalar>(
    _ left: Tensor<Scalar>, _ right: Tensor<Scalar>, _ old: Tensor<Scalar>,
    _ body: (MatrixView<Scalar>, MatrixView<Scalar>, MutableMatrixView<Scalar>) throws -> Void
  ) throws -> Tensor<Scalar> {
    var product = old
    try product.withMutableView { out in
      try left.withView { left in
        try right.withView { right in
          let a = try MatrixView(
            left, rows: leftSize.rows, columns: leftSize.columns, rowStride: leftSize.columns + 1)
          let b = try MatrixView(
            right, rows: rightSize.rows, columns: rightSize.columns, rowStride: rightSize.columns + 2)
          try body(
            isLeftTransposed ? a.transposed : a, isRightTransposed ? b.transposed : b,
            MutableMatrixView(out, rows: m, columns: n, rowStride: productStride))
        }
      }
    }
    return product
  }
}
