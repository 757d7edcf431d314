import Kernels
import Tensors

/// The mean over each window of an image, channel by channel.
///
///     y[n, p, q, c] = Σ x[n, h, w, c] / d(p, q)   over the window's h and w that lie in the image
///
/// N images, H×W pixels, C channels, P×Q windows; input N×H×W×C, output N×P×Q×C, both channels last. The divisor d is a
/// convention: the inputs that the window really has (the code of the paper's authors; PyTorch with
/// `count_include_pad=False`), or its positions in the image and the padding (Caffe, PyTorch's default). Positions behind
/// the padding, which a window has when sizes are rounded up, count in neither.
///
/// Backward needs nothing but the output's gradient. A sum runs over rows and then columns; NaN and ∞ follow from
/// the formula.
public struct AveragePooling: Hashable, Sendable {
  /// How windows lie over the image. The padding must be smaller than the window.
  public var geometry: WindowGeometry
  /// Whether positions in the padding count in the divisor.
  public var countsPadding: Bool

  /// Pooling by the given windows and divisor.
  public init(geometry: WindowGeometry, countsPadding: Bool) {
    self.geometry = geometry
    self.countsPadding = countsPadding
  }

  static let name = "average pooling"

  /// The output's shape N×P×Q×C for an input of N×H×W×C.
  ///
  /// - Throws: `ShapeError` if the input has not four dimensions, no window fits, or a window could lie in padding alone.
  public func outputShape(_ input: Shape) throws(ShapeError) -> Shape {
    try geometry.pooledShape(input, operation: Self.name)
  }
}
