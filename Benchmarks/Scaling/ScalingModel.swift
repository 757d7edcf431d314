import Foundation

/// How long a training step takes on `n` cores, from what a machine can do at most.
///
///     t(n) = Σ over parts: max(operations / (n · peak · e), bytes / (bandwidth(n) · m)) + regions · wait(n)
///
/// e and m are how much of the peak and of the bandwidth the library reaches on one thread; with both at 1 the model is the
/// roofline alone.
struct ScalingModel {
  /// Floating-point operations a second of one core.
  var peak: Double
  /// Bytes a second that one core moves alone.
  var coreBandwidth: Double
  /// Bytes a second that all cores move at most.
  var bandwidth: Double
  /// Seconds that starting and awaiting one more thread takes in each parallel region.
  var waitPerThread: Double
  /// e: part of the peak that products reach.
  var productEfficiency = 1.0
  /// m: part of the bandwidth that everything else reaches.
  var memoryEfficiency = 1.0

  /// The three terms of a step's time, in seconds.
  struct Time {
    /// Of parts that arithmetic bounds.
    var arithmetic = 0.0
    /// Of parts that memory bounds.
    var memory = 0.0
    /// Of starting and awaiting threads.
    var waiting = 0.0
    var total: Double { arithmetic + memory + waiting }
  }

  /// A step on `cores` cores.
  func time(_ work: StepWork, cores: Int) -> Time {
    var time = Time()
    let moved = min(Double(cores) * coreBandwidth, bandwidth) * memoryEfficiency
    for part in work.parts {
      let computing = part.operations / (Double(cores) * peak * productEfficiency)
      let moving = part.bytes / moved
      if computing > moving { time.arithmetic += computing } else { time.memory += moving }
      time.waiting += part.regions * waitPerThread * Double(cores - 1)
    }
    return time
  }

  /// A machine that is not at hand: cores like those of this one, with the memory of its kind.
  struct Machine {
    let cores: Int
    /// GB/s that such a machine's memory sustains.
    let bandwidth: Double
    let memory: String

    static let examples = [
      Machine(cores: 8, bandwidth: 60, memory: "2 channels"),
      Machine(cores: 16, bandwidth: 60, memory: "2 channels"),
      Machine(cores: 32, bandwidth: 230, memory: "8 channels"),
      Machine(cores: 64, bandwidth: 350, memory: "12 channels"),
      Machine(cores: 96, bandwidth: 350, memory: "12 channels"),
      Machine(cores: 128, bandwidth: 700, memory: "2 × 12 channels"),
      Machine(cores: 192, bandwidth: 700, memory: "2 × 12 channels"),
    ]
  }
}
