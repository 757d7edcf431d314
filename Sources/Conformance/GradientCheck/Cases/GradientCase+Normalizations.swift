import Operations
import Tensors

extension GradientCase {
  /// Response normalizations: both extents, each power, divided or not, even and odd windows, groups.
  static let normalizations: [GradientCase] = [
    normalization(
      [3, 2, 5, 19], k: 2, alpha: 0.3, beta: 0.75, window: 5, divides: false, .acrossChannels(groups: 1),
      "as in the paper"),
    normalization(
      [2, 3, 1, 34], k: 2, alpha: 0.5, beta: 0.75, window: 5, divides: true, .acrossChannels(groups: 2),
      "as in the code, two towers"),
    normalization(
      [1, 4, 3, 21], k: 1, alpha: 0.7, beta: 0.5, window: 4, divides: true, .acrossChannels(groups: 3),
      "even window, batch 1"),
    normalization(
      [2, 3, 5, 7], k: 1, alpha: 0.4, beta: 1, window: 9, divides: false, .acrossChannels(groups: 1),
      "window wider than the channels"),
    normalization(
      [3, 2, 1, 10], k: 1.5, alpha: 0.6, beta: 0.6, window: 6, divides: true, .acrossChannels(groups: 2),
      "general power"),
    normalization([2, 6, 5, 3], k: 1, alpha: 0.8, beta: 0.75, window: 3, divides: true, .spatial, "spatial"),
    normalization(
      [1, 7, 4, 9], k: 2, alpha: 0.3, beta: 0.5, window: 4, divides: false, .spatial, "spatial, even window, batch 1"),
    normalization(
      [2, 3, 5, 4], k: 2, alpha: 0.5, beta: 1, window: 7, divides: true, .spatial,
      "spatial, window wider than the image"),
    normalization(
      [3, 5, 2, 7], k: 1, alpha: 0.9, beta: 0.6, window: 5, divides: true, .spatial, "spatial, general power"),
  ]

  private static func normalization(
    _ input: Shape, k: Double, alpha: Double, beta: Double, window: Int, divides: Bool,
    _ extent: ResponseNormalization.Extent, _ what: String
  ) -> GradientCase {
    GradientCase(
      .responseNormalization(
        "response normalization, \(what)",
        ResponseNormalization(
          k: k, alpha: alpha, beta: beta, window: window, dividesAlphaByWindow: divides, extent: extent),
        // Values near 1, so that the sum of squares weighs as much as k.
        input: CheckValues.random(input, of: Double.self, seed: 51, scale: 2)))
  }
}
