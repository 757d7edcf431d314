import Conformance
import Operations
import Synchronization
import Tensors

extension SeededFault {
  /// Wrong rectifiers, dropouts, softmaxes and losses.
  static let elements: [SeededFault] = rectifiers + dropouts + losses

  private static let rectifiers: [SeededFault] = {
    let right = Operation.rectifier(
      "rectifier", input: CheckValues.separated([3, 5, 7], of: Double.self, gap: 0x1p-6, seed: 41))
    return [
      SeededFault("the gradient passes everywhere", right) { $0.changeGradient { _, _, _, dy in dy } },
      SeededFault("the gradient passes below 0", right) {
        $0.changeGradient { _, values, _, dy in dy.mapped { values[0][$0] < 0 ? $1 : 0 } }
      },
      SeededFault("the rectifier leaks", right) {
        $0.changeOutput { y, values in y.mapped { $1 + 1e-5 * min(0, values[0][$0]) } }
      },
      SeededFault("values lie at the kink", right) {
        $0.arguments[0].value = $0.arguments[0].value.mapped { $0 == 11 ? 1e-4 : $1 }
      },
    ]
  }()

  private static let dropouts: [SeededFault] = {
    let dropout = Dropout(rate: 0.5, scaling: .training)
    let input = random([4, 13], 42)
    @Sendable func drawn(_ seed: UInt64) -> Tensor<Double> {
      let stream = RandomStream(seed: seed, purpose: .dropout)
      return Tensor(shape: input.shape, elements: (0..<input.count).map { stream.uniform($0) < 0.5 ? 0 : 2 })
    }
    let mask = drawn(1)
    let right = Operation.dropout("dropout", dropout, input: input, mask: mask)
    let redrawn = Operation.dropout("", dropout, input: input, mask: drawn(2))
    let calls = Counter()
    return [
      SeededFault("backward draws its own mask", right) { $0.backward = redrawn.backward },
      SeededFault("every forward draws a mask", right) {
        $0.forward = { values in
          let mask = drawn(calls.next())
          return values[0].mapped { $1 * mask[$0] }
        }
      },
      SeededFault("backward does not scale", right) {
        $0.changeGradient { gradient, _, _, _ in gradient.mapped { $1 / 2 } }
      },
      SeededFault("backward inverts the mask", right) {
        $0.changeGradient { _, _, _, dy in dy.mapped { $1 * (2 - mask[$0]) } }
      },
      SeededFault("backward uses the mask of the next image", right) {
        $0.changeGradient { _, _, _, dy in dy.mapped { $1 * mask[($0 + 13) % 52] } }
      },
    ]
  }()

  private static let losses: [SeededFault] = {
    let softmax = Operation.softmax("softmax", input: random([5, 7], 43))
    let labels = [3, 0, 10, 5]
    let loss = Operation.softmaxCrossEntropy(
      "softmax cross-entropy", scores: random([4, 11], 44), labels: labels, scale: 1 / 4)
    return [
      SeededFault("the gradient lacks the sum over classes", softmax) {
        $0.changeGradient { _, _, y, dy in dy.mapped { $1 * y[$0] } }
      },
      SeededFault("the gradient is that of the diagonal", softmax) {
        $0.changeGradient { _, _, y, dy in dy.mapped { $1 * y[$0] * (1 - y[$0]) } }
      },
      SeededFault("the sum runs over images instead of classes", softmax) {
        $0.changeGradient { _, _, y, dy in
          dy.mapped { index, slope in
            y[index] * (slope - (0..<5).reduce(0) { $0 + y[$1 * 7 + index % 7] * dy[$1 * 7 + index % 7] })
          }
        }
      },
      SeededFault("the gradient is not divided by the batch", loss) {
        $0.changeGradient { gradient, _, _, _ in gradient.mapped { $1 * 4 } }
      },
      SeededFault("the loss is not divided by the batch", loss) { $0.changeOutput { y, _ in y.mapped { $1 * 4 } } },
      SeededFault("labels count from 1 in backward", loss) {
        $0.backward =
          Operation.softmaxCrossEntropy(
            "", scores: random([4, 11], 44), labels: labels.map { ($0 + 10) % 11 }, scale: 1 / 4
          ).backward
      },
      SeededFault("the label is not subtracted", loss) {
        $0.changeGradient { gradient, _, _, dy in
          gradient.mapped { labels[$0 / 11] == $0 % 11 ? $1 + dy[0] / 4 : $1 }
        }
      },
      SeededFault("the gradient ignores what comes from above", loss) {
        $0.changeOutputGradient { dy in dy.mapped { _, _ in 1 } }
      },
      SeededFault("the last image is left out", loss) {
        $0.changeGradient { gradient, _, _, _ in gradient.mapped { $0 < 33 ? $1 : 0 } }
      },
    ]
  }()

  /// Counts calls.
  private final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    func next() -> UInt64 { count.wrappingAdd(1, ordering: .relaxed).newValue }
  }
}
