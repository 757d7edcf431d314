/// Whole networks: forward and training steps.
enum NetworkBenchmarks {
  static func rows() -> [Benchmark] { [] }
}
