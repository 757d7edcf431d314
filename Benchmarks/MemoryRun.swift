import CommandLineSupport
import Foundation
import Networks
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The most memory that training takes: a process that does nothing but steps, and what the system says of it.
struct MemoryRun {
  /// Makes steps and prints the peak.
  ///
  /// - Returns: whether it is at most `limit` bytes.
  func run(_ preset: NetworkSpecification, batch: Int, limit: Double = 1.6e9) throws -> Bool {
    let before = Self.peakBytes
    let exercise = try NetworkExercise(preset, batch: batch, purpose: .training)
    for _ in 0..<2 { try exercise.step() }
    let planned = Double(exercise.network.memory.totalCount * MemoryLayout<Float>.stride)
    let peak = Self.peakBytes
    Terminal.write(
      "memory/\(preset.name)/batch\(batch): peak resident \(Self.text(peak)) after 2 training steps on "
        + "\(Parallel.threads) threads, \(Self.text(before)) of it before the network was made; "
        + "planned for parameters, gradients, velocities and activations: \(Self.text(planned))\n",
      to: .standardOutput)
    return peak <= limit
  }

  /// The greatest resident size of this process so far.
  private static var peakBytes: Double {
    var usage = rusage()
    #if canImport(Darwin)
      guard getrusage(RUSAGE_SELF, &usage) == 0 else { return .nan }
      return Double(usage.ru_maxrss)
    #else
      guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return .nan }
      return Double(usage.ru_maxrss) * 1024
    #endif
  }

  private static func text(_ bytes: Double) -> String { NumberText.decimal(bytes / 1e9, places: 3) + " GB" }
}
