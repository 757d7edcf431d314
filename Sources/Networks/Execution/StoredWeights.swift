import Kernels
import Operations
import Tensors

/// Weights that a network for inference holds in another form than the library's order.
enum StoredWeights<Scalar: KernelScalar> {
  /// Fully connected weights in sixteen or eight bits each.
  case narrow(NarrowWeights<Scalar>)
  /// Fully connected weights in the order in which kernels read them.
  case matrix(PackedMatrix<Scalar>)
  /// A convolution's filters in the order in which kernels read them.
  case filter(PackedFilter<Scalar>)

  /// Bytes that they take.
  var byteCount: Int {
    switch self {
    case .narrow(let weights): weights.byteCount
    case .matrix(let matrix): matrix.byteCount
    case .filter(let filter): filter.byteCount
    }
  }
}
