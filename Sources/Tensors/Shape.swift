/// The extents of a tensor, outermost first: up to six dimensions, held inline.
public struct Shape: Hashable, Sendable, CustomStringConvertible, ExpressibleByArrayLiteral {
  /// Dimensions that a shape can have.
  public static let maximumRank = 6

  private var extents: SIMD8<Int>
  /// Number of dimensions.
  public let rank: Int

  /// A shape of the given extents.
  ///
  /// - Precondition: at most six extents, none negative, and their product fits in an Int.
  public init(_ extents: [Int]) {
    precondition(extents.count <= Self.maximumRank, "a shape has at most \(Self.maximumRank) dimensions")
    self.extents = SIMD8(repeating: 1)
    rank = extents.count
    var product = 1
    for (index, extent) in extents.enumerated() {
      precondition(extent >= 0, "an extent is not negative")
      self.extents[index] = extent
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      precondition(!overflow, "a shape's elements can be counted in an Int")
      product = next
    }
    count = product
  }

  /// A shape of the given extents; see `init(_:)`.
  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// Elements of a tensor of this shape: the product of the extents.
  public let count: Int

  /// The extent of one dimension.
  public subscript(_ dimension: Int) -> Int {
    precondition(dimension >= 0 && dimension < rank, "dimension \(dimension) of a shape of rank \(rank)")
    return extents[dimension]
  }

  /// The extents as an array, outermost first.
  public var dimensions: [Int] { (0..<rank).map { extents[$0] } }

  /// Extents joined by ×.
  public var description: String { rank == 0 ? "scalar" : dimensions.map(String.init).joined(separator: "×") }
}
