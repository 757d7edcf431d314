/// A dense array of scalars with a shape, by value: copies share memory until one of them changes.
///
/// Elements are in row-major order, the last dimension contiguous. Images are N,H,W,C and filters R,S,C,K everywhere
/// inside the library.
public struct Tensor<Scalar: TensorScalar>: Sendable {
  /// The extents.
  public let shape: Shape
  @usableFromInline
  var storage: AlignedStorage<Scalar>

  /// A tensor of zeros.
  public init(shape: Shape) {
    self.shape = shape
    storage = AlignedStorage(count: shape.count)
  }

  /// A tensor with the given elements in row-major order.
  ///
  /// - Precondition: as many elements as the shape holds.
  public init(shape: Shape, elements: some Collection<Scalar>) {
    precondition(elements.count == shape.count, "\(elements.count) elements for a shape of \(shape)")
    self.init(shape: shape)
    let copied: Void? = elements.withContiguousStorageIfAvailable { source in
      if let from = source.baseAddress { storage.base.update(from: from, count: count) }
    }
    if copied == nil {
      for (index, element) in elements.enumerated() { storage.base[index] = element }
    }
  }

  /// Number of elements.
  @inlinable
  public var count: Int { shape.count }

  /// The elements in row-major order.
  public var elements: [Scalar] { Array(UnsafeBufferPointer(start: storage.base, count: count)) }

  /// The element at a place in row-major order.
  @inlinable
  public subscript(_ index: Int) -> Scalar {
    get {
      precondition(index >= 0 && index < count, "element \(index) of \(count)")
      return storage.base[index]
    }
    set {
      precondition(index >= 0 && index < count, "element \(index) of \(count)")
      makeUnique()
      storage.base[index] = newValue
    }
  }

  /// The same elements under another shape.
  ///
  /// - Precondition: the shapes hold equally many elements.
  public func reshaped(_ shape: Shape) -> Tensor {
    precondition(shape.count == count, "\(self.shape) has \(count) elements and \(shape) has \(shape.count)")
    return Tensor(shape: shape, storage: storage)
  }

  /// The elements converted to another scalar type, rounded to nearest.
  @inlinable
  public func converted<Other: TensorScalar>(to: Other.Type) -> Tensor<Other> {
    Tensor<Other>(shape: shape, elements: elements.map { Other($0) })
  }

  /// Calls `body` with the elements for reading. The view must not outlive the call.
  public func withView<Result, Failure: Error>(
    _ body: (TensorView<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(TensorView(base: storage.base, shape: shape))
  }

  /// Calls `body` with the elements for reading and writing. The view must not outlive the call.
  public mutating func withMutableView<Result, Failure: Error>(
    _ body: (MutableTensorView<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    makeUnique()
    return try body(MutableTensorView(base: storage.base, shape: shape))
  }

  private init(shape: Shape, storage: AlignedStorage<Scalar>) {
    self.shape = shape
    self.storage = storage
  }

  @usableFromInline
  mutating func makeUnique() {
    guard !isKnownUniquelyReferenced(&storage) else { return }
    let copy = AlignedStorage<Scalar>(count: count)
    copy.base.update(from: storage.base, count: count)
    storage = copy
  }
}

extension Tensor: Equatable {
  /// Whether shapes and elements are equal; a NaN equals nothing.
  public static func == (left: Tensor, right: Tensor) -> Bool {
    left.shape == right.shape && left.elements == right.elements
  }
}
