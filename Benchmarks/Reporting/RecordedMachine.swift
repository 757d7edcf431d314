/// The first line of a recorded run.
struct RecordedMachine: Decodable, Sendable {
  let processor: String
  let threads: Int
  let peakGFLOPS: Double
  let bandwidthGBS: Double

  /// Whether its numbers can be those of a machine.
  var isPlausible: Bool { threads > 0 && peakGFLOPS > 0 && bandwidthGBS > 0 }
}
