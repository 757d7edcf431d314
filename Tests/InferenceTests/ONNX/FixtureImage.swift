import Foundation
import Kernels
import Networks

/// The image and the expected logits of fixtures of weights.
struct FixtureImage: Decodable {
  let logits: [Double]
  let bounds: [Double]

  /// The folder of a format's fixtures.
  static func folder(_ format: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Fixtures/weights/\(format)")
      .standardized.path
  }

  /// Reads what a format's generator expects.
  init(_ format: String) throws {
    let data = try Data(contentsOf: URL(filePath: Self.folder(format) + "/expected.json"))
    self = try JSONDecoder().decode(Self.self, from: data)
  }

  /// Pixel i, counted in the order C,H,W, is the upper byte of a mix of i's bits, less 128; over `divisor`.
  static func fill(_ network: Network<Float>, divisor: Float = 1) {
    let shape = network.plan.inputShape
    let view = network.input(count: 1)
    for channel in 0..<shape[2] {
      for pixel in 0..<shape[0] * shape[1] {
        let index = UInt32(truncatingIfNeeded: channel * shape[0] * shape[1] + pixel)
        let mixed = index &* 2_654_435_761
        view.base[pixel * shape[2] + channel] = (Float((mixed >> 24 ^ mixed >> 11) & 0xFF) - 128) / divisor
      }
    }
  }

  /// The logits of the image.
  static func logits(_ network: Network<Float>, divisor: Float = 1) throws -> [Float] {
    fill(network, divisor: divisor)
    try network.forward(count: 1, pass: .testing)
    let logits = network.logits(count: 1)
    return (0..<logits.count).map { logits.base[$0] }
  }

  /// The greatest error in parts of what is allowed; above 1 is wrong.
  func error(of given: [Float]) -> Double {
    guard given.count == logits.count else { return .infinity }
    return zip(given, zip(logits, bounds)).map { value, expected in
      let error = abs(Double(value) - expected.0) / expected.1
      return error.isNaN ? .infinity : error
    }.max() ?? .infinity
  }
}
