import Kernels
import Tensors

extension Tensor where Scalar: KernelScalar {
  /// What an operation writes into a new tensor, which held NaN before, so that what is not written shows.
  package static func computed(
    _ shape: Shape, _ body: (MutableTensorView<Scalar>) throws -> Void
  ) rethrows -> Tensor {
    var tensor = Tensor(shape: shape)
    try tensor.withMutableView { view in
      // All bits set are a NaN of either precision.
      UnsafeMutableRawPointer(view.base).initializeMemory(
        as: UInt8.self, repeating: 0xFF, count: view.count * MemoryLayout<Scalar>.stride)
      try body(view)
    }
    return tensor
  }

  /// Calls `body` with views of all tensors.
  package static func withViews<Result>(
    _ tensors: [Tensor], _ body: ([TensorView<Scalar>]) throws -> Result
  ) rethrows -> Result {
    func collect(_ views: [TensorView<Scalar>]) throws -> Result {
      guard views.count < tensors.count else { return try body(views) }
      return try tensors[views.count].withView { try collect(views + [$0]) }
    }
    return try collect([])
  }
}
