/// Measures rows: warm-up, then repeats of all contenders in turn, the limit before each.
struct Runner {
  /// Repeats of a row; nil for seven, and three where a call takes long.
  var repeats: Int?
  /// About the time that a contender is given.
  var secondsARow = 0.5
  let probe: LimitProbe

  /// The rows of a benchmark, one a contender.
  func measure(_ benchmark: Benchmark) throws -> [Measurement] {
    let contenders = try benchmark.prepare()
    // The first call touches memory for the first time; the second tells how many calls fill a repeat.
    let estimates = try contenders.map { contender in
      try contender.onItsThreads {
        try contender.run()
        return max(1e-7, try Stopwatch.seconds(contender.run))
      }
    }
    let slowest = estimates.max() ?? 0
    let repeats = repeats ?? (slowest * 7 > 2 * secondsARow ? 3 : 7)

    var times = [[Double]](repeating: [], count: contenders.count)
    var fractions = times
    for _ in 0..<repeats {
      // Contenders take turns, so that a change of the machine's speed meets all of them.
      for (index, contender) in contenders.enumerated() {
        let limit = benchmark.work.limit.map { limit in
          benchmark.work.greatestRate(limit: contender.onItsThreads { probe.sample(limit) })
        }
        let calls = max(1, Int(secondsARow / Double(repeats) / estimates[index]))
        let seconds = try contender.onItsThreads {
          try Stopwatch.seconds { for _ in 0..<calls { try contender.run() } } / Double(calls)
        }
        times[index].append(seconds)
        if let limit { fractions[index].append(benchmark.work.rate(seconds: seconds) / limit) }
      }
    }
    let medians = times.map(Self.median)
    return contenders.indices.map { index in
      let rates = times[index].map { benchmark.work.rate(seconds: $0) }
      let label = contenders[index].label
      return Measurement(
        name: benchmark.name + (label.isEmpty ? "" : "/" + label), unit: benchmark.work.unit, seconds: medians[index],
        rate: benchmark.work.rate(seconds: medians[index]), spread: (rates.min() ?? 0)...(rates.max() ?? 0),
        fraction: fractions[index].isEmpty ? nil : Self.median(fractions[index]),
        target: index == 0 ? benchmark.target : nil,
        speedAgainstFirst: index == 0 ? nil : medians[0] / medians[index],
        speedAgainstSecond: index == 0 && medians.count > 1 ? medians[1] / medians[0] : nil)
    }
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
