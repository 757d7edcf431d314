import KernelBodies
import Kernels
import Tensors

/// Measures what the machine can do at most, on all threads, in about a hundredth of a second.
///
/// Shared machines change their speed from moment to moment, so a limit is worth something only beside the measurement
/// that is compared to it.
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

  // How a sample is taken; found once, because it takes longer than the sample.
  private lazy var floatRounds = Self.rounds(of: Float.self)
  private lazy var doubleRounds = Self.rounds(of: Double.self)
  private lazy var fastestTraffic = Traffic.allCases.max { bandwidth($0) < bandwidth($1) } ?? .update

  /// A limit in GFLOP/s or GB/s, now; the bandwidth is that of the traffic which is fastest on this machine.
  func sample(_ limit: Limit) -> Double {
    switch limit {
    case .floatPeak: Self.peak(of: Float.self, rounds: floatRounds)
    case .doublePeak: Self.peak(of: Double.self, rounds: doubleRounds)
    case .bandwidth: bandwidth(fastestTraffic)
    case .readBandwidth: bandwidth(.read)
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
        // Four vectors' worth: rows of that length are summed front to back.
        let columns = 64
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
  private static func peak<Scalar: KernelScalar>(of: Scalar.Type, rounds: Int) -> Double {
    let kernels = Scalar.kernels
    // A few tasks a thread, so that one that is held up does not hold up the rest.
    let tasks = Parallel.threads * 4
    let seconds = fastest { Parallel.forEach(tasks) { _ in _ = kernels.peak(rounds, 0.5) } }
    return Double(kernels.peakChains * kernels.lanes * 2 * rounds * tasks) / seconds / 1e9
  }

  /// Rounds of a task that make a pass a few thousandths of a second long, whatever the instruction set.
  private static func rounds<Scalar: KernelScalar>(of: Scalar.Type) -> Int {
    let kernels = Scalar.kernels
    var rounds = 1 << 6
    while rounds < 1 << 24 && Stopwatch.seconds({ _ = kernels.peak(rounds, 0.5) }) < 5e-4 { rounds *= 2 }
    return rounds
  }

  /// Seconds of the faster of two calls.
  private static func fastest(_ body: () -> Void) -> Double {
    min(Stopwatch.seconds(body), Stopwatch.seconds(body))
  }
}
