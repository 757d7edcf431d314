import Kernels
import Operations
import Tensors

/// Matrix products: squares, and the fully connected layers of the network of 2012.
enum MatrixMultiplyBenchmarks {
  static func rows() -> [Benchmark] {
    [1024, 2048].map { row(Float.self, ProductShape(rows: $0, columns: $0, depth: $0)) }
      + [row(Double.self, ProductShape(rows: 1024, columns: 1024, depth: 1024))]
      + ProductShape.layers.map { row(Float.self, $0) } + [1, 4, 8, 16].map(fewRows)
  }

  private static func row<Scalar: KernelScalar>(_: Scalar.Type, _ shape: ProductShape) -> Benchmark {
    let isFloat = Scalar.self == Float.self
    return Benchmark(
      "gemm/\(isFloat ? "float" : "double")/\(shape.name)",
      isFloat ? .float(operations: shape.operations) : .double(operations: shape.operations),
      target: isFloat ? .fraction(0.85) : nil
    ) {
      let left = Operand<Scalar>(shape: [shape.rows * shape.depth], index: 0)
      let right = Operand<Scalar>(shape: [shape.depth * shape.columns], index: 1)
      let product = Operand<Scalar>(shape: [shape.rows * shape.columns], index: 2)
      return {
        let a =
          shape.layout == .leftTransposed
          ? try MatrixView(left.view, rows: shape.depth, columns: shape.rows).transposed
          : try MatrixView(left.view, rows: shape.rows, columns: shape.depth)
        let b =
          shape.layout == .rightTransposed
          ? try MatrixView(right.view, rows: shape.columns, columns: shape.depth).transposed
          : try MatrixView(right.view, rows: shape.depth, columns: shape.columns)
        let c = try MutableMatrixView(product.mutableView, rows: shape.rows, columns: shape.columns)
        try MatrixMultiply.multiply(a, b, into: c)
      }
    }
  }

  /// fc6 forward for few images: its weights are read once, and that is its limit.
  private static func fewRows(_ rows: Int) -> Benchmark {
    let shape = ProductShape(rows: rows, columns: 4096, depth: 9216, use: "fc6-forward")
    let scalars = shape.depth * shape.columns + rows * (shape.depth + shape.columns)
    return Benchmark("gemm/float/\(shape.name)", .reading(bytes: Double(scalars * MemoryLayout<Float>.stride))) {
      let left = Operand<Float>(shape: [rows * shape.depth], index: 0)
      let right = Operand<Float>(shape: [shape.depth * shape.columns], index: 1)
      let product = Operand<Float>(shape: [rows * shape.columns], index: 2)
      return {
        try MatrixMultiply.multiply(
          MatrixView(left.view, rows: rows, columns: shape.depth),
          MatrixView(right.view, rows: shape.depth, columns: shape.columns),
          into: MutableMatrixView(product.mutableView, rows: rows, columns: shape.columns))
      }
    }
  }
}
