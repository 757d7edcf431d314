import Tensors

extension InputPreparation {
  /// Puts loaded images into a batch, on all threads.
  ///
  /// - Parameters:
  ///   - images: the images.
  ///   - batch: receives images.count × H × W × C.
  public func fill<Scalar: TensorScalar>(_ batch: MutableTensorView<Scalar>, with images: ArraySlice<LoadedImage>) {
    precondition(batch.count == images.count * valueCount, "a batch of \(batch.shape) for \(images.count) images")
    Parallel.forEach(images.count) { n in
      write(images[images.startIndex + n].prepared, into: batch.base + n * valueCount)
    }
  }
}
