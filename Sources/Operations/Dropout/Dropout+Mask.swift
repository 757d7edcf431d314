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
    let choices: InlineArray<2, Scalar> = [factor, 0]
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: min(1024, range.count)) { words in
      var i = range.lowerBound
      while i < range.upperBound {
        let count = min(words.count, range.upperBound - i)
        stream.words(startingAt: first + i, into: UnsafeMutableBufferPointer(rebasing: words[..<count]))
        // The borrow of a subtraction is looked up: a branch would go the wrong way half of the time.
        for index in 0..<count { mask[i + index] = choices[Int((UInt64(words[index]) &- threshold) >> 63)] }
        i += count
      }
    }
  }
}
