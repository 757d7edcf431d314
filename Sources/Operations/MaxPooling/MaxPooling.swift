import Kernels
import Tensors

/// The maximum over each window of an image, channel by channel.
///
///     y[n, p, q, c] = max x[n, h, w, c]   over  p·rowStride − top    ≤ h < p·rowStride − top + rows,
///                                               q·columnStride − left ≤ w < q·columnStride − left + columns
///
/// N images, H×W pixels, C channels, P×Q windows; input N×H×W×C, output N×P×Q×C, both channels last. The paper's section
/// 3.4 uses windows of 3 with stride 2, which overlap; its code rounds sizes up (55 → 27 → 13 → 6 with either rounding).
///
/// Backward needs the input and the output of forward. The whole gradient of an output goes to the first input, in the
/// order of rows and then columns, that equals the maximum.
///
/// Padding, and what lies behind it when sizes are rounded up, never wins: a window of negative numbers at the border has
/// a negative maximum. A NaN in a window makes its maximum NaN, and such an output passes no gradient on. A window of −∞
/// alone has the maximum −∞; 0 and −0 are equal, the first of them is the result.
public struct MaxPooling: Hashable, Sendable {
  /// How windows lie over the image. The padding must be smaller than the window.
  public var geometry: WindowGeometry

  /// Pooling by the given windows.
  public init(geometry: WindowGeometry) { self.geometry = geometry }

  static let name = "max pooling"

  /// The output's shape N×P×Q×C for an input of N×H×W×C.
  ///
  /// - Throws: `ShapeError` if the input has not four dimensions, no window fits, or a window could lie in padding alone.
  public func outputShape(_ input: Shape) throws(ShapeError) -> Shape {
    try geometry.pooledShape(input, operation: Self.name)
  }
}
