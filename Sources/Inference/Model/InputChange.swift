import Networks

/// What becomes of the first layer's filters when weights that were trained for one input are used with another.
///
/// A filter's product with a pixel stays what it was: planes follow their colours, and where pixels are larger by a
/// factor, filters become smaller by it. What is subtracted from pixels is not changed here: the mean of one convention
/// is the mean of the other in its own units.
struct InputChange: Sendable, Equatable {
  /// For each channel of the new input, the channel of the old one.
  let channels: [Int]
  /// For each channel of the new input, what filters are multiplied by.
  let factors: [Float]

  /// The change from one input to another; nil if there is nothing to change, or they have nothing to do with each other.
  init?(from old: InputConvention, to new: InputConvention) {
    guard old.channels.count == new.channels.count else { return nil }
    let count = new.channels.count
    let isReversed = old.channels != new.channels
    channels = (0..<count).map { isReversed ? count - 1 - $0 : $0 }
    // The red, green or blue that a channel of the new input shows.
    let colours = (0..<count).map { new.channels == .bgr ? count - 1 - $0 : $0 }
    factors = colours.map { Float(Self.slope(old, $0) / Self.slope(new, $0)) }
    if !isReversed && factors.allSatisfy({ $0 == 1 }) { return nil }
  }

  /// How much the input grows when a pixel's colour grows by one 255th.
  private static func slope(_ input: InputConvention, _ colour: Int) -> Double {
    guard case .standardized(_, let deviation) = input.centring, deviation.indices.contains(colour) else {
      return input.range
    }
    return 1 / deviation[colour]
  }

  /// Whether the order of channels changes.
  var isReversed: Bool { channels.first != 0 }

  /// Changes filters of the shape O × C × H × W.
  func applied(to filters: [Float], shape: [Int]) -> [Float] {
    let area = shape.dropFirst(2).reduce(1, *)
    let filter = channels.count * area
    return filters.indices.map { index in
      let (output, rest) = index.quotientAndRemainder(dividingBy: filter)
      let (channel, place) = rest.quotientAndRemainder(dividingBy: area)
      return filters[output * filter + channels[channel] * area + place] * factors[channel]
    }
  }
}
