/// Counting the elements of a shape that a file states.
enum ElementCount {
  /// The product of the dimensions; nil if one is negative, or if the product of those other than zero overflows.
  static func of(_ shape: [Int]) -> Int? {
    var count = 1
    for dimension in shape where dimension != 0 {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard dimension > 0, !overflow else { return nil }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }
}
