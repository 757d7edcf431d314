import Datasets
import Networks

extension InputConvention {
  /// Whether images cannot be prepared for the network, or changed by the policy, without statistics of the training set.
  public func needsStatistics(for policy: AugmentationPolicy) -> Bool {
    switch centring {
    case .meanImage, .centreOfMeanImage: true
    case .none, .standardized: policy.colour != nil && channels != .gray
    }
  }

  /// How images become the network's input.
  ///
  /// - Throws: `InputError.statistics` if statistics are missing or not of the frame.
  public func preparation(
    statistics: ImageStatistics?, policy: AugmentationPolicy = .none
  ) throws(InputError) -> InputPreparation {
    let needed = needsStatistics(for: policy)
    if needed {
      let expected = "\(frame)×\(frame)×\(channels.count)"
      guard let statistics else { throw .statistics(found: "none", expected: expected) }
      guard statistics.height == frame, statistics.width == frame, statistics.channels == channels.count else {
        throw .statistics(
          found: "\(statistics.height)×\(statistics.width)×\(statistics.channels)", expected: expected)
      }
    }
    return preparation(
      centring: centring.ofPreparation(needed ? statistics : nil),
      components: statistics?.components ?? .krizhevskyCode)
  }

  /// How images become the network's input if this is what is subtracted.
  func preparation(
    centring: InputPreparation.Centring, components: ColourPrincipalComponents = .krizhevskyCode
  ) -> InputPreparation {
    InputPreparation(
      height: height, width: width, channels: channels.ofPreparation,
      resizing: framing == .square ? .shorterSideSquare(frame) : .shorterSide(frame), range: range, centring: centring,
      rounding: framing == .square ? .down : .toEven, components: components)
  }
}

extension InputConvention.Channels {
  fileprivate var ofPreparation: InputPreparation.Channels {
    switch self {
    case .gray: .gray
    case .rgb: .rgb
    case .bgr: .bgr
    }
  }
}

extension InputConvention.Centring {
  fileprivate func ofPreparation(_ statistics: ImageStatistics?) -> InputPreparation.Centring {
    switch self {
    case .none: .none
    case .meanImage: statistics.map { .meanImage(MeanImage($0, position: .matched)) } ?? .none
    case .centreOfMeanImage: statistics.map { .meanImage(MeanImage($0, position: .centre)) } ?? .none
    case .standardized(let mean, let deviation): .standardized(mean: mean, deviation: deviation)
    }
  }
}
