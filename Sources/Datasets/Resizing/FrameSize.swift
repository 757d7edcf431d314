/// The size of an image or of a frame that crops are cut from.
public struct FrameSize: Hashable, Sendable, Codable {
  /// The number of rows.
  public var height: Int
  /// The number of columns.
  public var width: Int

  /// A size of rows and columns.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// The size of the same aspect whose shorter side is `side`.
  ///
  /// The longer side is `side` · longer / shorter, its fraction dropped, as torchvision's Resize has it. (The paper
  /// says no more than "the shorter side was of length 256".) It grows with the aspect without a limit, so a narrow
  /// image from outside may give a size that no memory holds; the result saturates instead of overflowing.
  public func withShorterSide(_ side: Int) -> FrameSize {
    let (product, overflow) = max(height, width).multipliedReportingOverflow(by: side)
    let longer = overflow ? Int.max : product / min(height, width)
    return height <= width ? FrameSize(height: side, width: longer) : FrameSize(height: longer, width: side)
  }
}
