import Kernels
import Tensors

extension Dropout {
  /// Draws a mask: zero where a value is dropped, the factor where it is kept.
  ///
  /// - Parameters:
  ///   - mask: N×…, overwritten.
  ///   - stream: random numbers of this layer and step.
  ///   - firstImage: place of the mask's first image in the whole batch.
  /// - Throws: `ShapeError` if the rate is not from 0 to below 1, the mask has no dimension of images, or the first image
  ///   is negative or its numbers cannot be counted.
  public func makeMask<Scalar: KernelScalar>(
    into mask: MutableTensorView<Scalar>, stream: RandomStream, firstImage: Int
  ) throws(ShapeError) {
    let images = try outputShape(mask.shape)[0]
    let values = images == 0 ? 0 : mask.count / images
    let (first, overflow) = firstImage.multipliedReportingOverflow(by: values)
    guard firstImage >= 0, !overflow, !first.addingReportingOverflow(mask.count).overflow else {
      throw ShapeError(
        operation: Self.name, argument: "first image", given: "\(firstImage)",
        expected: "a place in a batch whose values can be counted")
    }
    // A number is below the rate exactly if its word is below this: both are multiples of 2⁻³² then.
    let threshold = UInt64((rate * 0x1p32).rounded(.up))
    let factor = Scalar(trainingFactor)
    Parallel.forEachRange(mask.count, grain: Self.grain) { range in
      Self.fill(mask.base, range, first: first, stream, threshold: threshold, factor: factor)
    }
  }

  /// Fills part of a mask; element i uses word `first + i`.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  private static func fill<Scalar: KernelScalar>(
    _ mask: UnsafeMutablePointer<Scalar>, _ range: Range<Int>, first: Int, _ stream: RandomStream, threshold: UInt64,
    factor: Scalar
  ) {
    var i = range.lowerBound
    while i < range.upperBound {
      // A block holds four words; the first and the last may be needed in part.
      let word = first + i
      let words = stream.words(UInt64(word >> 2))
      let lanes = (word & 3)..<min(4, (word & 3) + range.upperBound - i)
      for lane in lanes { mask[i + lane - lanes.lowerBound] = UInt64(words[lane]) < threshold ? 0 : factor }
      i += lanes.count
    }
  }
}
