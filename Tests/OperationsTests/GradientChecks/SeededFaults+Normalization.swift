import Conformance
import Foundation
import Operations
import Tensors

extension SeededFault {
  /// Wrong response normalizations.
  static let normalizations: [SeededFault] = {
    let normalization = ResponseNormalization(
      k: 2, alpha: 0.5, beta: 0.75, window: 4, dividesAlphaByWindow: true, extent: .acrossChannels(groups: 2))
    let input = CheckValues.random([2, 3, 5, 14], of: Double.self, seed: 21, scale: 2)
    let right = Operation.responseNormalization("response normalization", normalization, input: input)
    var spatial = normalization
    spatial.extent = .spatial
    let rightSpatial = Operation.responseNormalization("spatial normalization", spatial, input: input)

    /// A fault that is the gradient of another normalization.
    func confused(
      _ name: String, _ operation: Operation = right, _ normalization: ResponseNormalization = normalization,
      _ change: (inout ResponseNormalization) -> Void
    ) -> SeededFault {
      var other = normalization
      change(&other)
      let confused = Operation.responseNormalization("", other, input: input)
      return SeededFault(name, operation) { $0.backward = confused.backward }
    }

    /// A fault in the formula of the gradient.
    func formula(_ name: String, _ change: (inout NaiveNormalization) -> Void) -> SeededFault {
      var naive = NaiveNormalization()
      change(&naive)
      return SeededFault(name, right) { [naive] in
        $0.changeGradient { _, values, _, dy in naive.gradient(input: values[0], outputGradient: dy) }
      }
    }

    return [
      confused("backward does not divide α") { $0.dividesAlphaByWindow = false },
      confused("backward divides α by the channels of a row", rightSpatial, spatial) { $0.alpha /= 4 },
      confused("backward has k = 1") { $0.k = 1 },
      confused("backward has another power") { $0.beta = 0.5 },
      confused("backward's window is one larger") { $0.window = 5 },
      confused("backward's windows leave the group") { $0.extent = .acrossChannels(groups: 1) },
      confused("backward sums over the image instead of the channels") { $0.extent = .spatial },
      confused("backward sums over the channels instead of the image", rightSpatial, spatial) {
        $0.extent = .acrossChannels(groups: 1)
      },
      formula("the gradient lacks the cross term") { $0.crossFactor = 0 },
      formula("the cross term lacks β") { $0.crossFactor = 1 / 0.75 },
      formula("the cross term lacks the factor 2") { $0.crossFactor = 0.5 },
      formula("the cross term has the wrong sign") { $0.crossFactor = -1 },
      formula("the cross term divides by s^β instead of s^(β+1)") { $0.crossPower = 0.75 },
      formula("the cross term is that of the value itself alone") { $0.crossesNeighbours = false },
      formula("the window of even size is not mirrored in backward") { $0.mirrorsWindow = false },
      SeededFault("the constants of backward are rounded to Float", right) {
        $0.changeGradient { gradient, values, output, dy in
          // dx = dy·(y/x) − cross term, which holds α; moved by its rounding alone.
          gradient.mapped { index, dx in
            let first = dy[index] * output[index] / values[0][index]
            return first + (dx - first) * Double(Float(0.1)) / 0.1
          }
        }
      },
    ]
  }()
}

/// The gradient of a response normalization across the channels of two groups of seven, by its formula, whose parts can be
/// set wrong: k = 2, α = ½ divided by a window of 4, β = ¾.
private struct NaiveNormalization: Sendable {
  var crossFactor = 1.0
  var crossPower = 1.75
  var crossesNeighbours = true
  var mirrorsWindow = true

  func gradient(input x: Tensor<Double>, outputGradient dy: Tensor<Double>) -> Tensor<Double> {
    let scale = 0.5 / 4
    /// The places of channels c + `offsets` in the group.
    func neighbours(_ place: Int, _ offsets: ClosedRange<Int>) -> [Int] {
      offsets.filter { (0..<7).contains(place % 7 + $0) }.map { place + $0 }
    }
    let s = (0..<x.count).map { place in
      neighbours(place, -2...1).reduce(2) { $0 + scale * x[$1] * x[$1] }
    }
    return dy.mapped { place, slope in
      let outputs = crossesNeighbours ? neighbours(place, mirrorsWindow ? -1...2 : -2...1) : [place]
      let sum = outputs.reduce(0) { $0 + dy[$1] * x[$1] / pow(s[$1], crossPower) }
      return slope / pow(s[place], 0.75) - crossFactor * 2 * scale * 0.75 * x[place] * sum
    }
  }
}
