import KernelBodies
import Kernels
import Tensors

/// Local response normalization: every value is divided by a power of its neighbours' sum of squares.
///
///     y = x / s^β,   s = k + α′ · Σ x²,   α′ = α, or α divided by the window's size
///
/// N images, H×W pixels, C channels, groups of C/groups channels; input and output N×H×W×C, channels last. The sum runs
/// over the window of n:
///
/// - across channels (the paper's section 3.3): channels c − n/2 … c − n/2 + n − 1 of the same pixel (n/2 rounded down),
///   cut at the ends of c's group;
/// - spatial (the "same map" layer of the authors' code): the n×n pixels from row h − n/2 and column w − n/2 on, in the
///   same channel, cut at the image. The size that divides α is then n².
///
/// What is cut from a window does not change the size that divides α. Systems differ in every constant, so all are
/// named here: the paper has k = 2, n = 5, α = 1e-4 undivided, β = ¾ and one group; the authors' code divides α and has
/// two groups, which are its towers; Caffe, PyTorch and ONNX divide α and have k = 1 by default.
///
/// Backward needs nothing but the input. With t = dy · x / s^(β+1),
///
///     dx = dy / s^β − 2·α′·β · x · Σ t   over the outputs whose window holds x
///
/// β of ½, ¾ and 1 is computed by square roots, which are rounded correctly; any other through `Elementary.power`. A NaN
/// makes every output NaN whose window holds it. ±∞, too, becomes NaN, and the others in its windows 0; so do those
/// beside a value whose square overflows, and this value itself. With k = 0 a window of zeros gives NaN.
public struct ResponseNormalization: Hashable, Sendable {
  /// What a window extends over.
  public enum Extent: Hashable, Sendable {
    /// The channels of a pixel, in equal groups that windows do not leave.
    case acrossChannels(groups: Int)
    /// Rows and columns of a channel.
    case spatial
  }

  /// The constant under the power.
  public var k: Double
  /// What the sum of squares is multiplied by, unless it is divided first.
  public var alpha: Double
  /// The power.
  public var beta: Double
  /// Channels in a window, or its rows and columns: n.
  public var window: Int
  /// Whether α is divided by the window's size, n or n².
  public var dividesAlphaByWindow: Bool
  /// What a window extends over.
  public var extent: Extent

  /// A normalization with every convention named; see the properties.
  public init(
    k: Double, alpha: Double, beta: Double, window: Int, dividesAlphaByWindow: Bool, extent: Extent
  ) {
    self.k = k
    self.alpha = alpha
    self.beta = beta
    self.window = window
    self.dividesAlphaByWindow = dividesAlphaByWindow
    self.extent = extent
  }

  static let name = "response normalization"

  /// The output's shape for an input of N×H×W×C: the same.
  ///
  /// - Throws: `ShapeError` if the input has not four dimensions, its channels are no multiple of the groups, the window
  ///   is not positive, or a constant is not finite.
  public func outputShape(_ input: Shape) throws(ShapeError) -> Shape {
    guard input.rank == 4 else {
      throw ShapeError(
        operation: Self.name, argument: "input", given: input.description, expected: "four dimensions (N, H, W, C)")
    }
    guard window > 0 else {
      throw ShapeError(
        operation: Self.name, argument: "window", given: "\(window)", expected: "a window of at least 1")
    }
    guard k.isFinite, alpha.isFinite, beta.isFinite else {
      throw ShapeError(
        operation: Self.name, argument: "constants", given: "k \(k), alpha \(alpha), beta \(beta)",
        expected: "finite numbers")
    }
    if case .acrossChannels(let groups) = extent, groups < 1 || input[3] % groups != 0 {
      throw ShapeError(
        operation: Self.name, argument: "groups", given: "\(groups)", expected: "a divisor of \(input[3]) channels")
    }
    return input
  }

  /// The constants in the kernels' form.
  func constants<Scalar: KernelScalar>(of: Scalar.Type) -> NormalizationConstants<Scalar> {
    let side = Double(window)
    let size = extent == .spatial ? side * side : side
    let scale = dividesAlphaByWindow ? alpha / size : alpha
    let power: NormalizationConstants<Scalar>.Power =
      switch beta {
      case 0.5: .half
      case 0.75: .threeQuarters
      case 1: .one
      default: .general
      }
    return NormalizationConstants(
      k: Scalar(k), scale: Scalar(scale), gradientFactor: Scalar(2 * scale * beta), power: power, beta: beta,
      function: { Elementary.power($0, $1) })
  }
}
