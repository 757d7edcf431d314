import Operations
import Tensors

/// A convolutional layer without its batch.
struct ConvolutionShape {
  let name: String
  let height: Int
  let width: Int
  let channels: Int
  let filters: Int
  let geometry: WindowGeometry
  var groups = 1

  /// A layer of square images and filters.
  init(
    _ name: String, size: Int, channels: Int, filters: Int, window: Int, stride: Int = 1, padding: Int = 0,
    groups: Int = 1
  ) {
    self.name = name
    height = size
    width = size
    self.channels = channels
    self.filters = filters
    geometry = WindowGeometry(window, stride: stride, padding: padding)
    self.groups = groups
  }

  /// The input of a batch, N,H,W,C.
  func input(_ images: Int) -> Shape { [images, height, width, channels] }

  /// Two operations for each multiply-add of a batch, the padding's included.
  func operations(_ images: Int) throws -> Double {
    let convolution = Convolution(geometry: geometry, groups: groups)
    let output = try convolution.outputShape(input: input(images), filters: filters)
    return 2 * Double(output.count) * Double(geometry.rows * geometry.columns * channels / groups)
  }

  /// The convolutions of the network of 2012, two towers as groups.
  static let alexNet = [
    ConvolutionShape("conv1", size: 227, channels: 3, filters: 96, window: 11, stride: 4),
    ConvolutionShape("conv2", size: 27, channels: 96, filters: 256, window: 5, padding: 2, groups: 2),
    ConvolutionShape("conv3", size: 13, channels: 256, filters: 384, window: 3, padding: 1),
    ConvolutionShape("conv4", size: 13, channels: 384, filters: 384, window: 3, padding: 1, groups: 2),
    ConvolutionShape("conv5", size: 13, channels: 384, filters: 256, window: 3, padding: 1, groups: 2),
  ]

  /// Shapes at the edges of what convolutions are used for.
  static let others = [
    ConvolutionShape("1x1-256-to-64", size: 28, channels: 256, filters: 64, window: 1),
    ConvolutionShape("1x1-64-to-256-stride2", size: 28, channels: 64, filters: 256, window: 1, stride: 2),
    ConvolutionShape("whole-image-6x6", size: 6, channels: 256, filters: 512, window: 6),
    ConvolutionShape("rgb-3x3", size: 64, channels: 3, filters: 64, window: 3, padding: 1),
    ConvolutionShape("rgb-7x7-stride2", size: 112, channels: 3, filters: 64, window: 7, stride: 2, padding: 3),
    ConvolutionShape("gray-28-5x5", size: 28, channels: 1, filters: 32, window: 5),
    ConvolutionShape("cifar-1-5x5", size: 32, channels: 3, filters: 32, window: 5, padding: 2),
    ConvolutionShape("cifar-2-5x5", size: 16, channels: 32, filters: 32, window: 5, padding: 2),
    ConvolutionShape("cifar-3-5x5", size: 8, channels: 32, filters: 64, window: 5, padding: 2),
    ConvolutionShape("channels-4-to-8", size: 32, channels: 4, filters: 8, window: 3, padding: 1),
    ConvolutionShape("channels-16-to-16", size: 16, channels: 16, filters: 16, window: 3, padding: 1),
    ConvolutionShape("groups-of-4", size: 16, channels: 64, filters: 64, window: 3, padding: 1, groups: 16),
  ]
}
