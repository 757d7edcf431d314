/// What images of known classes look like to a network some of whose units are left out at random: Monte-Carlo dropout
/// (Gal and Ghahramani, 2016).
///
/// An image's masks depend on the seed and its number in the source alone, so a summary is the same for any batch.
public struct DropoutSummary: Sendable, Equatable {
  /// Masks that each image is seen with.
  public let samples: Int
  /// The measures of the probabilities' mean over masks.
  public private(set) var measures: ClassificationMeasures
  private var rightImages = 0
  private var rightWidths = 0.0
  private var wrongWidths = 0.0

  /// No images yet.
  init(samples: Int, classes: Int) {
    self.samples = samples
    measures = ClassificationMeasures(classes: classes)
  }

  /// How far apart the ends of the likeliest class's interval are, where that class is right: the mean; NaN without such
  /// images.
  public var widthWhereRight: Double { rightWidths / Double(rightImages) }
  /// As `widthWhereRight`, of images whose answer is wrong.
  public var widthWhereWrong: Double { wrongWidths / Double(measures.images - rightImages) }

  /// Adds an image.
  ///
  /// - Parameters:
  ///   - samples: its probabilities with each mask.
  ///   - answer: the class that it is taken for without dropout.
  ///   - label: its class.
  mutating func add(_ samples: [Distribution], answer: Int, label: Int) {
    let weights = [Double](repeating: 1 / Double(samples.count), count: samples.count)
    measures.add(Distribution.mean(samples, weights: weights), label: label)
    let interval = Distribution.interval(of: answer, samples)
    let width = interval.upperBound - interval.lowerBound
    if answer == label {
      rightImages += 1
      rightWidths += width
    } else {
      wrongWidths += width
    }
  }
}
