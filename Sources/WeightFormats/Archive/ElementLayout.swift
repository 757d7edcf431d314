/// Where the elements of a tensor lie in its storage: element (i₀, i₁, …) at `offset` + Σ iₖ · `strides[k]`.
///
/// A layout is checked when it is made: no stride is negative, and every element lies inside of the storage.
struct ElementLayout: Hashable, Sendable {
  /// Why a layout is none.
  enum Fault: Error, Equatable, Sendable {
    /// More dimensions than are read.
    case rank(Int)
    /// Another number of strides than of dimensions.
    case strideCount(Int)
    /// A dimension is negative.
    case dimension(Int)
    /// A stride is negative.
    case stride(Int)
    /// The first element's place is negative.
    case offset(Int)
    /// There are more elements than can be counted.
    case overflow
    /// The last element lies outside of the storage's elements; nil if its place cannot be counted.
    case outside(last: Int?, count: Int)
    /// The layout repeats elements of the storage more than is read.
    case repeated(count: Int, limit: Int)
  }

  /// The most dimensions.
  static let maximumRank = 16
  /// The most elements of a tensor that has more of them than its storage: of one that was expanded.
  static let maximumExpandedCount = 1 << 20

  /// The dimensions, outermost first.
  let shape: [Int]
  /// The number of elements.
  let count: Int
  private let strides: [Int]
  private let offset: Int

  /// A layout in a storage of `storageCount` elements.
  init(shape: [Int], strides: [Int], offset: Int, storageCount: Int) throws(Fault) {
    guard shape.count <= Self.maximumRank else { throw .rank(shape.count) }
    guard strides.count == shape.count else { throw .strideCount(strides.count) }
    guard offset >= 0 else { throw .offset(offset) }
    if let negative = shape.first(where: { $0 < 0 }) { throw .dimension(negative) }
    if let negative = strides.first(where: { $0 < 0 }) { throw .stride(negative) }
    var last: Int? = offset
    // The product of the dimensions other than zero is in range: then that of some of them is.
    var product = 1
    for (dimension, stride) in zip(shape, strides) where dimension > 0 {
      let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
      guard !overflow else { throw .overflow }
      product = next
      let (span, spanOverflow) = (dimension - 1).multipliedReportingOverflow(by: stride)
      last = last.flatMap { last -> Int? in
        let (sum, sumOverflow) = last.addingReportingOverflow(span)
        return spanOverflow || sumOverflow ? nil : sum
      }
    }
    let count = shape.contains(0) ? 0 : product
    if count > 0 {
      guard let last, last < storageCount else { throw .outside(last: last, count: storageCount) }
      let limit = max(storageCount, Self.maximumExpandedCount)
      guard count <= limit else { throw .repeated(count: count, limit: limit) }
    }
    self.shape = shape
    self.count = count
    self.strides = strides
    self.offset = offset
  }

  /// The strides of elements that lie one after another, the last dimension fastest, or the first if `isReversed`; nil
  /// if they overflow.
  static func contiguousStrides(shape: [Int], isReversed: Bool = false) -> [Int]? {
    var strides = [Int](repeating: 0, count: shape.count)
    var step = 1
    for index in isReversed ? Array(shape.indices) : shape.indices.reversed() {
      strides[index] = step
      let (next, overflow) = step.multipliedReportingOverflow(by: max(shape[index], 1))
      guard !overflow else { return nil }
      step = next
    }
    return strides
  }

  /// Calls `body` with the runs of elements of equal distance, in row-major order: first place, count, distance.
  @inline(__always)
  func forEachRun(_ body: (_ start: Int, _ count: Int, _ stride: Int) -> Void) {
    guard count > 0 else { return }
    // Dimensions of one element have no say; inner ones that continue each other are one.
    var dimensions: [(size: Int, stride: Int)] = []
    for (size, stride) in zip(shape, strides) where size > 1 {
      if let outer = dimensions.last, stride > 0, outer.stride / stride == size, outer.stride % stride == 0 {
        dimensions[dimensions.count - 1] = (outer.size * size, stride)
      } else {
        dimensions.append((size, stride))
      }
    }
    guard let inner = dimensions.popLast() else { return body(offset, 1, 0) }
    var position = [Int](repeating: 0, count: dimensions.count)
    var start = offset
    while true {
      body(start, inner.size, inner.stride)
      var axis = dimensions.count - 1
      while axis >= 0 {
        position[axis] += 1
        start += dimensions[axis].stride
        if position[axis] < dimensions[axis].size { break }
        start -= dimensions[axis].size * dimensions[axis].stride
        position[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}
