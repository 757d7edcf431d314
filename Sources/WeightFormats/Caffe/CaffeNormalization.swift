/// What a Caffe network says of a response normalization, with Caffe's own default values.
public struct CaffeNormalization: Hashable, Sendable {
  /// Channels in a window, or its rows and columns.
  public var window = 5
  /// What the sum of squares is multiplied by, divided by the window's size.
  public var alpha: Float = 1
  /// The power.
  public var beta: Float = 0.75
  /// The constant under the power.
  public var k: Float = 1
  /// Whether windows lie within a channel, instead of across channels.
  public var isWithinChannel = false
}
