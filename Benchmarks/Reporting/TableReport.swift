import CommandLineSupport

/// Results as tables for people, one a group.
enum TableReport {
  /// A paragraph about the machine.
  static func text(_ machine: Machine) -> String {
    let peak = NumberText.rate(machine.peak)
    let bandwidth = NumberText.rate(machine.bandwidth)
    return """
      \(machine.processor), \(machine.threads) threads, \(machine.instructionSet)
      peak \(peak) GFLOP/s in Float, memory \(bandwidth) GB/s; each is measured again before every repeat of a row
      \(machine.date), commit \(machine.commit ?? "unknown"), \(machine.compiler ?? "unknown compiler")

      """
  }

  /// The table of a group, an empty line before it.
  static func text(_ measurements: [Measurement], recording: Recording?) -> String {
    var table = TextTable(columns: [
      "name": .left, "time": .right, "median": .right, "slowest": .right, "fastest": .right, "unit": .left,
      "of limit": .right, "target": .right, "compared": .left,
    ])
    for measurement in measurements {
      table.addRow([
        .text(measurement.name), .text(time(measurement.seconds)), .text(NumberText.rate(measurement.rate)),
        .text(NumberText.rate(measurement.spread.lowerBound)), .text(NumberText.rate(measurement.spread.upperBound)),
        .text(measurement.unit), .text(measurement.fraction.map(percent) ?? ""), .text(target(measurement)),
        .text(comparison(measurement, recording: recording)),
      ])
    }
    return "\n" + table.description
  }

  /// The target and whether it is reached.
  private static func target(_ measurement: Measurement) -> String {
    let mark = measurement.meetsTarget == true ? "✓" : "✗"
    return switch measurement.target {
    case .fraction(let least): "\(mark) \(percent(least))"
    case .rate(let least): "\(mark) \(NumberText.rate(least))"
    case .speed(let least): "\(mark) \(NumberText.decimal(least, places: 1)) ×"
    case nil: ""
    }
  }

  /// What the row is of the first contender, and of the recorded run.
  private static func comparison(_ measurement: Measurement, recording: Recording?) -> String {
    [
      measurement.speedAgainstFirst.map { "\(NumberText.decimal($0, places: 2)) × the first's speed" },
      measurement.speedAgainstSecond.map { "\(NumberText.decimal($0, places: 2)) × the second's speed" },
      recording?.ratio(of: measurement).map { "\(NumberText.decimal($0, places: 2)) × recorded" },
    ].compactMap(\.self).joined(separator: ", ")
  }

  private static func percent(_ fraction: Double) -> String { NumberText.decimal(fraction * 100, places: 0) + " %" }

  private static func time(_ seconds: Double) -> String {
    seconds >= 1e-3 ? NumberText.rate(seconds * 1e3) + " ms" : NumberText.rate(seconds * 1e6) + " µs"
  }
}
