/// A way to store weights in fewer bits than they are computed in.
public protocol NarrowElement {
  /// What stands in memory.
  associatedtype Bits
  /// Whether a value is what stands there times the scale of its column.
  static var isScaled: Bool { get }
  /// The value of an element, without its scale.
  static func value(_ bits: Bits) -> Float
  /// The values of one vector's worth of elements, without scales.
  static func load<V: KernelVector>(_ pointer: UnsafePointer<Bits>, as: V.Type) -> V
}

/// IEEE 754 floats of sixteen bits, finite ones.
public enum Float16Element: NarrowElement {
  /// False.
  @inlinable @inline(__always)
  public static var isScaled: Bool { false }

  /// The value of an element.
  @inlinable @inline(__always)
  public static func value(_ bits: UInt16) -> Float {
    let magnitude = Float(bitPattern: UInt32(bits & 0x7FFF) << 13) * 0x1p112
    return bits & 0x8000 == 0 ? magnitude : -magnitude
  }

  /// The values of one vector's worth of elements.
  @inlinable @inline(__always)
  public static func load<V: KernelVector>(_ pointer: UnsafePointer<UInt16>, as: V.Type) -> V {
    V.load(float16: pointer)
  }
}

/// The upper halves of Floats.
public enum BFloat16Element: NarrowElement {
  /// False.
  @inlinable @inline(__always)
  public static var isScaled: Bool { false }

  /// The value of an element.
  @inlinable @inline(__always)
  public static func value(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

  /// The values of one vector's worth of elements.
  @inlinable @inline(__always)
  public static func load<V: KernelVector>(_ pointer: UnsafePointer<UInt16>, as: V.Type) -> V {
    V.load(bfloat16: pointer)
  }
}

/// Integers of eight bits, to be multiplied by the scale of their column.
public enum Int8Element: NarrowElement {
  /// True.
  @inlinable @inline(__always)
  public static var isScaled: Bool { true }

  /// The value of an element, without its scale.
  @inlinable @inline(__always)
  public static func value(_ bits: Int8) -> Float { Float(bits) }

  /// The values of one vector's worth of elements, without scales.
  @inlinable @inline(__always)
  public static func load<V: KernelVector>(_ pointer: UnsafePointer<Int8>, as: V.Type) -> V { V.load(int8: pointer) }
}
