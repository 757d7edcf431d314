/// The entries for one format of narrow elements.
///
/// A closure each, and not one that asks for the format: the compiler stops inlining into a function that holds all of them.
public struct NarrowKernels<Scalar: BinaryFloatingPoint & SIMDScalar & Sendable>: Sendable {
  /// `narrowVectorMatrixBody`: (right, x, y).
  public let vectorMatrix: @Sendable (NarrowMatrix<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  /// `widenBody`: (right, out, stride).
  public let widen: @Sendable (NarrowMatrix<Scalar>, UnsafeMutablePointer<Scalar>, Int) -> Void

  /// Both entries.
  @inlinable
  public init(
    vectorMatrix:
      @escaping @Sendable (NarrowMatrix<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void,
    widen: @escaping @Sendable (NarrowMatrix<Scalar>, UnsafeMutablePointer<Scalar>, Int) -> Void
  ) {
    self.vectorMatrix = vectorMatrix
    self.widen = widen
  }
}
