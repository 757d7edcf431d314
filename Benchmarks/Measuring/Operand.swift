import Kernels
import Tensors

/// A tensor's worth of memory to work on, filled with numbers from −½ to ½.
struct Operand<Scalar: KernelScalar> {
  private let storage: AlignedStorage<Scalar>
  private let shape: Shape

  /// Numbers that are drawn for a place among the operands of a row; others for others.
  init(shape: Shape, index: Int) {
    self.shape = shape
    storage = AlignedStorage(count: shape.count)
    // A few numbers again and again, because drawing millions takes longer than what is measured. Their count is a prime,
    // so that rows of a matrix differ.
    let numbers = [Double](unsafeUninitializedCapacity: 65521) { buffer, count in
      RandomStream(seed: 0, purpose: .verification, index: index).uniforms(startingAt: 0, into: buffer)
      count = buffer.count
    }
    let values = numbers.prefix(shape.count).map { Scalar($0 - 0.5) }
    var first = 0
    while first < shape.count {
      let count = min(values.count, shape.count - first)
      values.withUnsafeBufferPointer { buffer in
        if let from = buffer.baseAddress { (storage.base + first).update(from: from, count: count) }
      }
      first += count
    }
  }

  /// The elements for reading, as long as the operand lives.
  var view: TensorView<Scalar> { TensorView(base: storage.base, shape: shape) }

  /// The elements for reading and writing, as long as the operand lives.
  var mutableView: MutableTensorView<Scalar> { MutableTensorView(base: storage.base, shape: shape) }

  /// Bytes of all elements.
  var bytes: Double { Double(shape.count * MemoryLayout<Scalar>.stride) }
}
