import KernelBodies
import Kernels
import Tensors

/// Measures what the machine can do at most, on all threads, in a few hundredths of a second.
///
/// Shared machines change speed from minute to minute, so a limit is worth something only beside the row that is compared
/// to it.
final class LimitProbe {
  /// Ways in which memory is used.
  enum Traffic: String, CaseIterable {
    /// Sums of columns: reads only.
    case read
    /// `y = factor · x`: reads one array and writes another. Most processors read what they overwrite first, which is
    /// traffic that this does not count.
    case copy
    /// `y += x`: reads two arrays and writes one of them.
    case update
  }

  // 128 MiB each, far more than caches hold.
  private let x = Operand<Float>(shape: [1 << 25], index: 0)
  private let y = Operand<Float>(shape: [1 << 25], index: 1)

  /// A limit in GFLOP/s or GB/s; the bandwidth is the greatest of all kinds of traffic.
  func measure(_ limit: Limit) -> Double {
    switch limit {
    case .floatPeak: Self.peak(of: Float.self)
    case .doublePeak: Self.peak(of: Double.self)
    case .bandwidth: Traffic.allCases.map { bandwidth($0) }.max() ?? 0
    }
  }

  /// GB/s of one kind of traffic.
  func bandwidth(_ traffic: Traffic) -> Double {
    bytes(traffic) / Self.fastest { run(traffic) } / 1e9
  }

  /// Bytes that one `run` moves at least.
  func bytes(_ traffic: Traffic) -> Double {
    switch traffic {
    case .read: x.bytes
    case .copy: x.bytes + y.bytes
    case .update: x.bytes + 2 * y.bytes
    }
  }

  /// Walks the arrays once, on all threads.
  func run(_ traffic: Traffic) {
    let kernels = Float.kernels
    let (x, y) = (x.view.base, y.mutableView.base)
    let grain = 1 << 16
    Parallel.forEachRange(self.x.view.count, grain: grain) { range in
      let (x, y) = (x + range.lowerBound, y + range.lowerBound)
      switch traffic {
      case .read:
        let columns = 1024
        Scratch.with(columns, of: Float.self) { sums in
          sums.update(repeating: 0, count: columns)
          kernels.addColumnSums(range.count / columns, columns, x, columns, sums)
        }
      case .copy: kernels.scale(range.count, 0.5, x, y)
      case .update: kernels.add(range.count, x, y)
      }
    }
  }

  /// GFLOP/s of multiply-adds that stay in registers.
  static func peak<Scalar: KernelScalar>(of: Scalar.Type) -> Double {
    let kernels = Scalar.kernels
    let operationsARound = Double(kernels.peakChains * kernels.lanes * 2)
    let tasks = Parallel.threads * 4
    let measure = { (rounds: Int) in
      fastest { Parallel.forEach(tasks) { _ in _ = kernels.peak(rounds, 0.5) } }
    }
    // As many rounds as take about a hundredth of a second, whatever the instruction set.
    var rounds = 1 << 6
    while measure(rounds) < 2e-3 && rounds < 1 << 24 { rounds *= 2 }
    let seconds = measure(rounds * 4)
    return operationsARound * Double(rounds * 4 * tasks) / seconds / 1e9
  }

  /// Seconds of the fastest of three calls.
  private static func fastest(_ body: () -> Void) -> Double {
    (0..<3).map { _ in Stopwatch.seconds(body) }.min() ?? 0
  }
}
