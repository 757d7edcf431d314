import Kernels
import Tensors

/// A tensor of a golden case, in the field's order of dimensions.
public struct CaseTensor: Sendable, Equatable {
  /// The elements, row-major.
  public enum Elements: Sendable, Equatable {
    /// Numbers of any precision up to that of `Double`.
    case reals([Double])
    /// Labels, masks, places, pixels.
    case integers([Int64])

    /// How many there are.
    public var count: Int {
      switch self {
      case .reals(let elements): elements.count
      case .integers(let elements): elements.count
      }
    }
  }

  /// The extents, outermost first.
  public let shape: [Int]
  /// The elements.
  public let elements: Elements

  /// A tensor of the given elements.
  ///
  /// - Precondition: as many elements as the shape holds.
  public init(shape: [Int], _ elements: Elements) {
    precondition(elements.count == shape.reduce(1, *), "\(elements.count) elements for the shape \(shape)")
    self.shape = shape
    self.elements = elements
  }

  /// A tensor of numbers.
  public init(shape: [Int], reals: [Double]) { self.init(shape: shape, .reals(reals)) }

  /// A tensor of integers.
  public init(shape: [Int], integers: [Int64]) { self.init(shape: shape, .integers(integers)) }

  /// The elements as numbers.
  public var reals: [Double] {
    switch elements {
    case .reals(let elements): elements
    case .integers(let elements): elements.map(Double.init)
    }
  }

  /// The tensor with its dimensions in another order: dimension i of the result is dimension `axes[i]` of this.
  ///
  /// - Precondition: `axes` is a permutation of the dimensions.
  public func permuted(_ axes: [Int]) -> CaseTensor {
    precondition(axes.sorted() == Array(shape.indices), "axes are a permutation")
    let target = axes.map { shape[$0] }
    switch elements {
    case .reals(let elements): return CaseTensor(shape: target, .reals(Self.permuted(elements, shape, axes)))
    case .integers(let elements): return CaseTensor(shape: target, .integers(Self.permuted(elements, shape, axes)))
    }
  }

  /// The same elements under another shape.
  ///
  /// - Precondition: the shapes hold equally many elements.
  public func reshaped(_ shape: [Int]) -> CaseTensor { CaseTensor(shape: shape, elements) }

  private static func permuted<Element>(_ elements: [Element], _ shape: [Int], _ axes: [Int]) -> [Element] {
    guard let last = axes.last, !elements.isEmpty else { return elements }
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
    let (length, step) = (shape[last], strides[last])
    let outer = axes.dropLast()
    var result: [Element] = []
    result.reserveCapacity(elements.count)
    for row in 0..<elements.count / length {
      var (rest, place) = (row, 0)
      for axis in outer.reversed() {
        place += rest % shape[axis] * strides[axis]
        rest /= shape[axis]
      }
      for index in 0..<length { result.append(elements[place + index * step]) }
    }
    return result
  }
}

extension CaseTensor {
  /// The same numbers as a tensor of the library, rounded to nearest.
  ///
  /// - Precondition: at most six dimensions, as every tensor of a `GoldenCase` has.
  public func tensor<Scalar: TensorScalar>(of: Scalar.Type = Scalar.self) -> Tensor<Scalar> {
    Tensor(shape: Shape(shape), elements: reals.map { Scalar($0) })
  }

  /// The numbers of a tensor of the library; of Float or Double, exactly.
  public init<Scalar: TensorScalar>(_ tensor: Tensor<Scalar>) {
    self.init(shape: tensor.shape.dimensions, reals: tensor.elements.map { Double($0) })
  }
}
