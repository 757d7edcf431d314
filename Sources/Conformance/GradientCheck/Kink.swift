import Kernels
import Operations
import Tensors

/// Places where an operation has no derivative, by name, so that a check leaves them out openly.
public struct Kink<Scalar: KernelScalar>: Sendable {
  /// What reports call it, such as "rectifier at 0".
  public let name: String
  /// The argument that the places lie in.
  public let argument: Int
  /// The elements of that argument that cannot move by `reach` without meeting the kink.
  public let elements: @Sendable (_ value: Tensor<Scalar>, _ reach: Scalar) -> Set<Int>

  /// A kink with every part named; see the properties.
  public init(
    _ name: String, argument: Int, elements: @escaping @Sendable (_ value: Tensor<Scalar>, _ reach: Scalar) -> Set<Int>
  ) {
    self.name = name
    self.argument = argument
    self.elements = elements
  }

  /// The rectifier has no derivative at 0.
  public static func rectifier(argument: Int = 0) -> Kink {
    Kink("rectifier at 0", argument: argument) { value, reach in
      Set((0..<value.count).filter { abs(value[$0]) <= reach })
    }
  }

  /// A maximum has no derivative where its window's largest values are equal.
  ///
  /// Left out are the elements of an N×H×W×C argument that lie within `reach` of the largest other value of a window.
  public static func maximum(_ geometry: WindowGeometry, argument: Int = 0) -> Kink {
    Kink("tie in a window", argument: argument) { value, reach in
      guard value.shape.rank == 4,
        let outputs = try? geometry.outputs(height: value.shape[1], width: value.shape[2], operation: "tie")
      else { return [] }
      let (height, width, channels) = (value.shape[1], value.shape[2], value.shape[3])
      var ties: Set<Int> = []
      for n in 0..<value.shape[0] {
        for p in 0..<outputs.rows {
          for q in 0..<outputs.columns {
            let (top, left) = (
              p * geometry.rowStride - geometry.padding.top, q * geometry.columnStride - geometry.padding.left
            )
            let rows = max(0, top)..<min(height, top + geometry.rows)
            let columns = max(0, left)..<min(width, left + geometry.columns)
            for c in 0..<channels {
              var (first, second) = (-Scalar.infinity, -Scalar.infinity)
              func forEach(_ body: (Int, Scalar) -> Void) {
                for h in rows {
                  for w in columns {
                    let place = ((n * height + h) * width + w) * channels + c
                    body(place, value[place])
                  }
                }
              }
              forEach { _, x in
                second = max(second, min(first, x))
                first = max(first, x)
              }
              forEach { place, x in
                if x == first ? x - second <= reach : first - x <= reach { ties.insert(place) }
              }
            }
          }
        }
      }
      return ties
    }
  }
}
