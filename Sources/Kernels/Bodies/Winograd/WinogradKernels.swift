/// The entries for one minimal filter F(m, r) used in both directions.
public struct WinogradKernels<Scalar: BinaryFloatingPoint & SIMDScalar & Sendable>: Sendable {
  /// Scalars that a kernel reads.
  public typealias Input = UnsafePointer<Scalar>
  /// Scalars that a kernel writes.
  public typealias Output = UnsafeMutablePointer<Scalar>

  /// m: rows and columns of a tile's outputs.
  public let outputs: Int
  /// r: rows and columns of a filter.
  public let taps: Int
  /// `winogradInputBody`: (job, tiles, the planes' first tile, images, planes, scratch).
  public let input: @Sendable (WinogradJob, Range<Int>, Int, Input, Output, Output) -> Void
  /// `winogradFilterBody`: (channels, all channels, filters, filter, planes, plane stride, scratch).
  public let filter: @Sendable (Range<Int>, Int, Int, Input, Output, Int, Output) -> Void
  /// `winogradOutputBody`: (job, tiles, the planes' first tile, planes, bias, rectifies, images, scratch).
  public let output: @Sendable (WinogradJob, Range<Int>, Int, Input, Input?, Bool, Output, Output) -> Void

  /// m + r − 1: rows and columns of a tile.
  @inlinable
  public var tile: Int { outputs + taps - 1 }

  /// Kernels with every part named; see the properties.
  @inlinable
  public init(
    outputs: Int, taps: Int, input: @escaping @Sendable (WinogradJob, Range<Int>, Int, Input, Output, Output) -> Void,
    filter: @escaping @Sendable (Range<Int>, Int, Int, Input, Output, Int, Output) -> Void,
    output: @escaping @Sendable (WinogradJob, Range<Int>, Int, Input, Input?, Bool, Output, Output) -> Void
  ) {
    self.outputs = outputs
    self.taps = taps
    self.input = input
    self.filter = filter
    self.output = output
  }
}
