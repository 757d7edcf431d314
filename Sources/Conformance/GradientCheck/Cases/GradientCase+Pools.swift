import Operations
import Tensors

extension GradientCase {
  /// Max and average pooling, each with the same windows.
  static let pools: [GradientCase] =
    windows.map { what, geometry, input in
      GradientCase(
        .maxPooling("max pooling, \(what)", MaxPooling(geometry: geometry), input: separated(input, 61)))
    }
    + windows.flatMap { what, geometry, input in
      [true, false].map { countsPadding in
        GradientCase(
          .averagePooling(
            "average pooling, \(what), divided by \(countsPadding ? "positions" : "inputs")",
            AveragePooling(geometry: geometry, countsPadding: countsPadding), input: random(input, 62)))
      }
    }

  private static let windows: [(String, WindowGeometry, Shape)] = [
    ("overlapping", WindowGeometry(3, stride: 2), [2, 7, 9, 5]),
    ("overlapping, ceil, batch 1", WindowGeometry(3, stride: 2, rounding: .ceil), [1, 8, 6, 35]),
    ("padded, stride 1", WindowGeometry(3, padding: 1), [2, 5, 4, 3]),
    ("padded, ceil", WindowGeometry(3, stride: 2, padding: 1, rounding: .ceil), [3, 6, 8, 4]),
    ("with gaps", WindowGeometry(2, stride: 3), [3, 8, 5, 7]),
    (
      "uneven",
      WindowGeometry(
        rows: 4, columns: 2, rowStride: 3, columnStride: 1, padding: Padding(top: 3, bottom: 1, left: 0, right: 1),
        rounding: .ceil), [2, 11, 5, 9]
    ),
  ]
}
