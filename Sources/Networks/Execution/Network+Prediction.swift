import Kernels
import Operations
import Tensors

extension Network {
  /// The class probabilities of the last pass: softmax of its logits, count × classes.
  ///
  /// - Throws: `NetworkError.tooManyImages`.
  public func predict(count: Int) throws(NetworkError) -> TensorView<Scalar> {
    try check(count: count)
    do throws(ShapeError) {
      try Softmax().forward(logits(count: count), into: probabilityView(count))
    } catch {
      throw .layer(name: "softmax", error)
    }
    return probabilities(count: count)
  }
}
