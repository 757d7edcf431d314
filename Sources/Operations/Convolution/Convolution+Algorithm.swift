extension Convolution {
  /// Ways to compute a convolution.
  public enum Algorithm: String, Hashable, Sendable {
    /// Register tiles read images where they lie: no patch matrix.
    case direct
    /// Windows are copied into a matrix, which is multiplied with the filters.
    case patchMatrix
    /// Winograd's minimal filtering forward, with tiles of 4×4 inputs: 3×3 filters of stride 1. It has other bits than the
    /// exact algorithms, and errors a few times larger. Gradients are those of the automatic algorithm.
    case winograd4x4
    /// The same with tiles of 6×6 inputs: 3×3 and 5×5 filters of stride 1, and errors about ten times larger.
    case winograd6x6

    /// The algorithms for every geometry; their outputs are those of the definition, to the bit.
    public static let exact = [direct, patchMatrix]

    /// Whether it can compute convolutions of a geometry.
    public func computes(_ geometry: WindowGeometry) -> Bool {
      switch self {
      case .direct, .patchMatrix: true
      case .winograd4x4: geometry.isSquare(3, stride: 1)
      case .winograd6x6: geometry.isSquare(3, stride: 1) || geometry.isSquare(5, stride: 1)
      }
    }
  }

  /// The same convolution, by an algorithm if that can compute it.
  public func computed(by algorithm: Algorithm?) -> Convolution {
    guard let algorithm, algorithm.computes(geometry) else { return self }
    var convolution = self
    convolution.algorithm = algorithm
    return convolution
  }
}

extension WindowGeometry {
  /// Whether windows are `size × size`, `stride` pixels apart in both directions.
  func isSquare(_ size: Int, stride: Int) -> Bool {
    rows == size && columns == size && rowStride == stride && columnStride == stride
  }
}
