/// What a Caffe network says of a convolution.
public struct CaffeConvolution: Hashable, Sendable {
  /// Groups that channels and filters are cut into.
  public var groups = 1
  /// Rows and columns of a filter.
  public var kernel = [0, 0]
  /// Rows and columns from a window to the next.
  public var stride = [1, 1]
  /// Rows and columns of zeros on each side.
  public var padding = [0, 0]
}
