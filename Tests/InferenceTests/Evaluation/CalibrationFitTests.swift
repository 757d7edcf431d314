import Datasets
import Inference
import Tensors
import TestSupport
import Testing

struct CalibrationFitTests {
  /// Distributions, and labels drawn from them.
  private func drawn(_ count: Int, sharpness: Double) -> (distributions: [Distribution], labels: [Int]) {
    let stream = RandomStream(seed: 3, purpose: .verification)
    var distributions: [Distribution] = []
    var labels: [Int] = []
    for image in 0..<count {
      let logits = (0..<4).map { Float(stream.integer(image * 8 + $0, below: 400)) / 100 }
      let truth = Distribution(logits: logits)
      var rest = Double(stream.integer(image * 8 + 5, below: 1 << 20)) / Double(1 << 20)
      var label = 0
      while label < 3, rest >= truth.probabilities[label] {
        rest -= truth.probabilities[label]
        label += 1
      }
      labels.append(label)
      distributions.append(Distribution(logits: logits.map { $0 * Float(sharpness) }))
    }
    return (distributions, labels)
  }

  @Test(arguments: [0.5, 1, 3])
  func `the temperature undoes logits that are too large or too small`(_ sharpness: Double) {
    let (distributions, labels) = drawn(4000, sharpness: sharpness)
    let temperature = CalibrationFit.temperature(distributions, labels: labels)
    #expect(abs(temperature / sharpness - 1) < 0.06)
    func loss(_ temperature: Double) -> Double {
      var measures = ClassificationMeasures(classes: 4)
      for (distribution, label) in zip(distributions, labels) {
        measures.add(distribution.tempered(temperature), label: label)
      }
      return measures.loss
    }
    #expect(loss(temperature) <= loss(temperature * 1.01) && loss(temperature) <= loss(temperature / 1.01))
  }

  @Test func `weights are those under which the mixture is likeliest`() {
    #expect(CalibrationFit.weights([[0.9, 0.8], [0.1, 0.1]])[0] > 0.999)
    let even = CalibrationFit.weights([[0.9, 0.1], [0.1, 0.9]])
    #expect(abs(even[0] - 0.5) < 1e-9)
    // Maximum of 2 ln(.1 + .8 w) + ln(.9 − .8 w): w = 17/24.
    let mixed = CalibrationFit.weights([[0.9, 0.9, 0.1], [0.1, 0.1, 0.9]])
    #expect(abs(mixed[0] - 17.0 / 24) < 1e-6)
    #expect(CalibrationFit.weights([[0.3]]) == [1])
  }

  @Test func `a calibration is read as it was written, and nothing else is`() throws {
    let folder = try TemporaryFolder()
    let calibration = Calibration(temperature: 1.3, weights: [0.25, 0.75], networks: ["a", "b"], images: 10)
    try calibration.save(path: folder.path("c.json"))
    #expect(try Calibration(path: folder.path("c.json")) == calibration)
    for text in ["", "{}", #"{"temperature":0,"networks":[],"images":1}"#, #"{"temperature":"x"}"#] {
      try folder.write(Array(text.utf8), to: "bad.json")
      #expect(throws: ModelError.self) { try Calibration(path: folder.path("bad.json")) }
    }
  }

  @Test func `classes of data are found among the network's`() throws {
    let network = ["n1", "n2", "n3"].map { ImageClass(identifier: $0, name: $0.uppercased()) }
    #expect(try ClassMapping(data: [network[2], network[0]], network: network, source: "d").labels == [2, 0])
    #expect(try ClassMapping(data: [ImageClass(identifier: "N2")], network: network, source: "d").labels == [1])
    let numbers = try ClassMapping(data: [ImageClass(identifier: "x")], network: network, source: "d")
    #expect(numbers.labels == [0] && numbers.note != nil)
    #expect(throws: ModelError.self) {
      try ClassMapping(data: (0..<4).map { ImageClass(identifier: "\($0)") }, network: network, source: "d")
    }
  }
}
