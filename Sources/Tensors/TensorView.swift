/// Elements that are borrowed for reading: from a tensor during `withView`, or from an arena during a step.
///
/// This is what operations take, so that the same code serves tensors and planned memory. A view owns nothing and checks
/// nothing about lifetime: it must not outlive what lent it.
public struct TensorView<Scalar: TensorScalar>: @unchecked Sendable {
  // Unchecked: a pointer for the threads of one operation, which read what no one writes.

  /// The first element.
  @usableFromInline
  package let base: UnsafePointer<Scalar>
  /// The extents.
  public let shape: Shape

  package init(base: UnsafePointer<Scalar>, shape: Shape) {
    self.base = base
    self.shape = shape
  }

  /// Number of elements.
  @inlinable
  public var count: Int { shape.count }

  /// The element at a place in row-major order.
  @inlinable
  public subscript(_ index: Int) -> Scalar {
    precondition(index >= 0 && index < count, "element \(index) of \(count)")
    return base[index]
  }

  /// The same elements under another shape.
  ///
  /// - Precondition: the shapes hold equally many elements.
  public func reshaped(_ shape: Shape) -> TensorView {
    precondition(shape.count == count, "\(self.shape) has \(count) elements and \(shape) has \(shape.count)")
    return TensorView(base: base, shape: shape)
  }
}

/// Elements that are borrowed for reading and writing; see `TensorView`.
public struct MutableTensorView<Scalar: TensorScalar>: @unchecked Sendable {
  // Unchecked: a pointer for the threads of one operation, which write disjoint parts.

  /// The first element.
  @usableFromInline
  package let base: UnsafeMutablePointer<Scalar>
  /// The extents.
  public let shape: Shape

  package init(base: UnsafeMutablePointer<Scalar>, shape: Shape) {
    self.base = base
    self.shape = shape
  }

  /// Number of elements.
  @inlinable
  public var count: Int { shape.count }

  /// The same elements for reading.
  public var readable: TensorView<Scalar> { TensorView(base: base, shape: shape) }

  /// The element at a place in row-major order.
  @inlinable
  public subscript(_ index: Int) -> Scalar {
    get {
      precondition(index >= 0 && index < count, "element \(index) of \(count)")
      return base[index]
    }
    nonmutating set {
      precondition(index >= 0 && index < count, "element \(index) of \(count)")
      base[index] = newValue
    }
  }

  /// Sets every element to zero.
  public func clear() {
    let bytes = count * MemoryLayout<Scalar>.stride
    UnsafeMutableRawPointer(base).initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
  }

  /// Copies the elements of another view.
  ///
  /// - Precondition: equally many elements.
  public func copy(from source: TensorView<Scalar>) {
    precondition(source.count == count, "\(source.shape) is copied to \(shape)")
    if source.base != UnsafePointer(base) { base.update(from: source.base, count: count) }
  }

  /// The same elements under another shape.
  ///
  /// - Precondition: the shapes hold equally many elements.
  public func reshaped(_ shape: Shape) -> MutableTensorView {
    precondition(shape.count == count, "\(self.shape) has \(count) elements and \(shape) has \(shape.count)")
    return MutableTensorView(base: base, shape: shape)
  }
}
