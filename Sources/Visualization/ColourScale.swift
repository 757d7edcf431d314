/// Colours for numbers from 0 to 1: from black over violet and orange to a light yellow, ever lighter.
enum ColourScale {
  private static let stops: [SIMD3<Double>] = [
    [0, 0, 4], [66, 10, 104], [147, 38, 103], [221, 81, 58], [252, 165, 10], [252, 255, 164],
  ]

  /// The colour of a number; what is outside 0…1 has the colour of the nearer end.
  static func colour(_ value: Double) -> SIMD3<Double> {
    let place = (value >= 0 ? min(1, value) : 0) * Double(stops.count - 1)
    let index = min(stops.count - 2, Int(place))
    let part = place - Double(index)
    return stops[index] * (1 - part) + stops[index + 1] * part
  }
}
