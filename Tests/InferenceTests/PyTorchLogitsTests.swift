import Datasets
import Foundation
import ImageCodecs
import Inference
import Testing
import WeightFormats

/// Networks that PyTorch built and saved give PyTorch's logits: Fixtures/inference, and more of the same form in the
/// folder that ALEXNET_INFERENCE_CASES names, such as the full-size ones of
/// `make_inference_fixtures.py --full DIR --images DIR`.
struct PyTorchLogitsTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures")

  private struct Case: Decodable {
    let factor: Double
    /// What a state dictionary does not say of itself.
    var network: String?
    var mean: String?
  }

  private static func folders() -> [String] {
    let more = ProcessInfo.processInfo.environment["ALEXNET_INFERENCE_CASES"].map { URL(filePath: $0) }
    return [fixtures.appending(path: "inference"), more].compactMap(\.self).flatMap { folder in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      return names.sorted().map { folder.appending(path: $0).path }
    }
  }

  @Test func `there are cases of a network without groups and of one with groups and normalization`() {
    #expect(Self.folders().count >= 2)
  }

  // "graph" is the ONNX file read as a graph, which it is where nothing but layers says what the network is.
  @Test(arguments: folders(), ["safetensors", "pth", "onnx", "graph"])
  func `logits are PyTorch's within the derived bound`(_ folder: String, _ format: String) throws {
    let isGraph = format == "graph"
    let weights = "\(folder)/weights.\(isGraph ? "onnx" : format)"
    guard format == "safetensors" || FileManager.default.fileExists(atPath: weights) else { return }
    let facts = try JSONDecoder().decode(Case.self, from: Data(contentsOf: URL(filePath: folder + "/bound.json")))
    guard !isGraph || facts.network == nil else { return }
    let expected = try SafetensorsFile(path: folder + "/expected.safetensors")
    let (logits, sensitivity) = try (expected.doubles("logits"), expected.doubles("sensitivity"))
    let images = try String(contentsOfFile: folder + "/images.txt", encoding: .utf8).split(separator: "\n").map {
      $0.hasPrefix("/") ? String($0) : Self.fixtures.appending(path: String($0)).path
    }
    let saysNothing = format == "pth"
    let model =
      isGraph
      ? try Model(ONNXNetwork(ONNXFile(path: weights)))
      : try Model(weights: weights, network: saysNothing ? facts.network : nil, mean: saysNothing ? facts.mean : nil)
    let classifier = try Classifier([model])
    let classes = classifier.classes.count
    #expect(logits.count == images.count * classes && sensitivity.count == logits.count && !images.isEmpty)
    var worst = 0.0
    for (number, path) in images.enumerated() {
      let image = try ImageFile.read(path: path, options: DecodingOptions(channels: .rgb)).image
      let given = try classifier.logits([image])[0]
      #expect(given.count == classes)
      for (label, value) in given.enumerated() {
        let index = number * classes + label
        let bound = facts.factor * 0x1p-24 * sensitivity[index]
        let error = abs(Double(value) - logits[index])
        // Not `error > bound`, which is false for NaN.
        if !(error <= bound) {
          Issue.record("\(path), class \(label): \(value) instead of \(logits[index]), more than \(bound) off")
        }
        worst = max(worst, error / bound)
      }
    }
    #expect(worst > 0, "Float32 is never exact throughout")
    print("\(weights), \(format): largest error \(worst) of the bound")
  }
}
