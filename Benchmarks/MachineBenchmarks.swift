/// The machine itself: how fast memory is under each kind of traffic.
enum MachineBenchmarks {
  static func rows(_ probe: LimitProbe) -> [Benchmark] {
    LimitProbe.Traffic.allCases.map { traffic in
      Benchmark("machine/memory/\(traffic.rawValue)", .memory(bytes: probe.bytes(traffic))) {
        { probe.run(traffic) }
      }
    }
  }
}
