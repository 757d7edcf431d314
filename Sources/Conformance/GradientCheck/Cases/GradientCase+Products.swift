import Operations
import Tensors

extension GradientCase {
  /// Matrix products and fully connected layers.
  static let products: [GradientCase] = [
    GradientCase(
      .matrixMultiply("matrix product 13×41×37", left: random([13, 41], 1), right: random([41, 37], 2))),
    GradientCase(
      .matrixMultiply(
        "matrix product 7×259×35, deeper than a block", left: random([7, 259], 3), right: random([259, 35], 4)),
      sampleLimit: 24),
    GradientCase(
      .matrixMultiply(
        "matrix product 61×7×5 by −0.75, left transposed", left: random([7, 61], 5), right: random([7, 5], 6),
        isLeftTransposed: true, alpha: -0.75)),
    GradientCase(
      .matrixMultiply(
        "matrix product 11×9×67 by 3, right transposed", left: random([11, 9], 7), right: random([67, 9], 8),
        isRightTransposed: true, alpha: 3)),
    GradientCase(
      .matrixMultiply(
        "matrix product 5×19×3, both transposed", left: random([19, 5], 9), right: random([3, 19], 10),
        isLeftTransposed: true, isRightTransposed: true)),
    GradientCase(
      .matrixMultiply("row times matrix 1×43×71", left: random([1, 43], 11), right: random([43, 71], 12))),
    GradientCase(
      .matrixMultiply("matrix times column 29×17×1", left: random([29, 17], 13), right: random([17, 1], 14))),
    GradientCase(
      .fullyConnected(
        "fully connected, batch 7", input: random([7, 67], 15), weights: random([67, 39], 16),
        bias: random([39], 17))),
    GradientCase(
      .fullyConnected(
        "fully connected, batch 1", input: random([1, 31], 18), weights: random([31, 69], 19),
        bias: random([69], 20))),
    GradientCase(
      .fullyConnected(
        "fully connected from images, no bias", input: random([3, 2, 5, 7], 21), weights: random([70, 11], 22),
        bias: nil)),
  ]
}
