import Conformance
import Operations
import Tensors

extension SeededFault {
  /// Wrong max and average pooling.
  static let pools: [SeededFault] = {
    let geometry = WindowGeometry(3, stride: 2, padding: 1, rounding: .ceil)
    let shape: Shape = [2, 8, 6, 5]
    let maximum = Operation.maxPooling(
      "max pooling", MaxPooling(geometry: geometry),
      input: CheckValues.separated(shape, of: Double.self, gap: 0x1p-6, seed: 31))
    let average = Operation.averagePooling(
      "average pooling", AveragePooling(geometry: geometry, countsPadding: false), input: random(shape, 32))

    /// A fault in which place of a window gets the gradient, and how.
    func misled(
      _ name: String, _ body: @escaping @Sendable (_ window: [Int], _ x: Tensor<Double>) -> [Int],
      overwrites: Bool = false
    ) -> SeededFault {
      SeededFault(name, maximum) {
        $0.changeGradient { gradient, values, _, dy in
          var wrong = Tensor<Double>(shape: gradient.shape)
          for output in 0..<dy.count {
            for place in body(window(output, dy.shape, shape), values[0]) {
              wrong[place] = overwrites ? dy[output] : wrong[place] + dy[output]
            }
          }
          return wrong
        }
      }
    }

    /// A fault that is the gradient of another average.
    func confused(_ name: String, _ pooling: AveragePooling) -> SeededFault {
      let other = Operation.averagePooling("", pooling, input: random(shape, 32))
      return SeededFault(name, average) { $0.backward = other.backward }
    }

    return [
      misled("the gradient goes to the second largest") { window, x in
        Array(window.sorted { x[$0] > x[$1] }.dropFirst().prefix(1))
      },
      misled("the gradient goes to all of the window") { window, _ in window },
      misled("the gradient goes to the smallest") { window, x in [window.min { x[$0] < x[$1] }].compactMap { $0 } },
      misled("the gradient goes to the window's first place") { window, _ in [window[0]] },
      misled(
        "overlapping windows overwrite each other's gradient",
        { window, x in [window.max { x[$0] < x[$1] }].compactMap { $0 } }, overwrites: true),
      misled("the window that rounding up adds passes nothing on") { window, x in
        window.count < 6 ? [] : [window.max { x[$0] < x[$1] }].compactMap { $0 }
      },
      misled("the place of the maximum is kept for the channel before") { window, x in
        [window.max { x[$0] < x[$1] }].compactMap { $0.map { $0 % 5 == 0 ? $0 + 4 : $0 - 1 } }
      },
      SeededFault("the output is not the maximum but the mean", maximum) { $0.forward = average.forward },
      confused(
        "backward divides by positions instead of inputs", AveragePooling(geometry: geometry, countsPadding: true)),
      SeededFault("backward divides by the whole window at the edges", average) {
        $0.changeOutputGradient { dy in
          dy.mapped { $1 * Double(window($0, dy.shape, shape).count) / 9 }
        }
      },
      SeededFault("backward does not divide", average) {
        $0.changeOutputGradient { dy in dy.mapped { $1 * Double(window($0, dy.shape, shape).count) } }
      },
      SeededFault("the mean is a sum", average) {
        $0.changeOutput { y, _ in y.mapped { $1 * Double(window($0, y.shape, shape).count) } }
      },
      SeededFault("the gradient is shifted by one column", average) {
        $0.changeGradient { gradient, _, _, _ in gradient.mapped { index, _ in gradient[(index + 5) % gradient.count] }
        }
      },
    ]
  }()

  /// The places that the window of an output covers: 3×3, stride 2, padding 1, cut at the image.
  @Sendable private static func window(_ place: Int, _ output: Shape, _ input: Shape) -> [Int] {
    let (c, q) = (place % output[3], place / output[3] % output[2])
    let (p, n) = (place / output[3] / output[2] % output[1], place / output[3] / output[2] / output[1])
    return (p * 2 - 1..<p * 2 + 2).filter { $0 >= 0 && $0 < input[1] }.flatMap { h in
      (q * 2 - 1..<q * 2 + 2).filter { $0 >= 0 && $0 < input[2] }.map { w in
        ((n * input[1] + h) * input[2] + w) * input[3] + c
      }
    }
  }
}
