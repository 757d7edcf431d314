import Inference
import Testing

struct ClassificationMeasuresTests {
  private func measures(_ images: [(probabilities: [Double], label: Int)], classes: Int = 3) -> ClassificationMeasures {
    var measures = ClassificationMeasures(classes: classes)
    for image in images { measures.add(Distribution(probabilities: image.probabilities), label: image.label) }
    return measures
  }

  private var sample: ClassificationMeasures {
    measures([([0.7, 0.2, 0.1], 0), ([0.1, 0.5, 0.4], 2), ([0.3, 0.3, 0.4], 2), ([0.9, 0.05, 0.05], 1)])
  }

  @Test func `images are counted by class and by what they were taken for`() {
    #expect(sample.images == 4)
    #expect(sample.top1 == 2)
    #expect(sample.top5 == 4)
    #expect(sample.confusion == [1, 0, 0, 1, 0, 0, 0, 1, 1])
    #expect(sample.classes[2].recall == 0.5)
    #expect(sample.classes[0].precision == 0.5)
    #expect(sample.classes[1].predicted == 1)
    // −(ln .7 + ln .4 + ln .4 + ln .05)
    #expect(abs(sample.lossSum - 5.1849886) < 1e-6)
  }

  @Test func `top 5 counts five, and of equal probabilities the lower class is first`() {
    let even = Array(repeating: 1.0 / 7, count: 7)
    #expect(measures([(even, 0)], classes: 7).top1 == 1)
    #expect(measures([(even, 4)], classes: 7).top5 == 1)
    #expect(measures([(even, 5)], classes: 7).top5 == 0)
  }

  @Test func `the calibration error is the weighted distance of confidence from accuracy`() {
    // Bins of 1/15: .7, .5, .4 and .9 each have their own.
    let expected = (abs(1 - 0.7) + abs(0 - 0.5) + abs(1 - 0.4) + abs(0 - 0.9)) / 4
    #expect(abs(sample.expectedCalibrationError - expected) < 1e-12)
    #expect(measures([([1, 0, 0], 0), ([1, 0, 0], 0)]).expectedCalibrationError == 0)
  }

  @Test func `images below the threshold are not answered`() {
    let half = sample.coverage(below: 0.6)
    #expect(half.coverage == 0.5 && half.accuracy == 0.5)
    #expect(sample.coverage(below: 0).accuracy == 0.5)
    #expect(sample.coverage(below: 0.95).accuracy.isNaN)
    let curve = sample.coverageCurve()
    #expect(curve.map(\.coverage) == [0.25, 0.5, 0.75, 1])
    #expect(curve.map(\.accuracy) == [0, 0.5, 1.0 / 3, 0.5])
    #expect(curve.map(\.threshold) == [0.9, 0.7, 0.5, 0.4])
  }

  @Test func `a probability that vanished costs a finite loss`() {
    #expect(measures([([1, 0, 0], 1)]).loss.isFinite)
  }

  @Test func `the picture has a square for each pair, coloured by its share`() {
    let picture = ConfusionPicture.image(sample.confusion, classes: 3)
    #expect(picture.width == 480 && picture.height == 480)
    func pixel(_ row: Int, _ column: Int) -> [UInt8] {
      let start = ((row * 160 + 80) * 480 + column * 160 + 80) * 3
      return Array(picture.pixels[start..<start + 3])
    }
    #expect(pixel(0, 0) == [0, 158, 115])
    #expect(pixel(1, 0) == [213, 94, 0])
    #expect(pixel(0, 1) == [255, 255, 255])
    #expect(pixel(2, 1) != pixel(1, 0))
  }
}
