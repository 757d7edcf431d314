import Reports

/// Results as lines of JSON, for recording.
enum JSONReport {
  /// The first line: where and with what.
  static func line(_ machine: Machine) -> String {
    let object: JSONValue = [
      "processor": .string(machine.processor),
      "threads": .integer(machine.threads),
      "instructionSet": .string(machine.instructionSet.description),
      "peakGFLOPS": .number(rounded(machine.peak)),
      "bandwidthGBS": .number(rounded(machine.bandwidth)),
      "date": .string(machine.date),
      "commit": machine.commit.map { .string($0) } ?? .null,
      "compiler": machine.compiler.map { .string($0) } ?? .null,
    ]
    return object.description
  }

  /// A row's line.
  static func line(_ measurement: Measurement, recorded: Double?) -> String {
    var members: [JSONValue.Member] = [
      .init("name", .string(measurement.name)),
      .init("value", .number(rounded(measurement.rate))),
      .init("unit", .string(measurement.unit)),
      .init("fractionOfPeak", measurement.fraction.map { .number(rounded($0)) } ?? .null),
      .init(
        "spread",
        .array([
          .number(rounded(measurement.spread.lowerBound)), .number(rounded(measurement.spread.upperBound)),
        ])),
      .init("seconds", .number(rounded(measurement.seconds))),
    ]
    if let meetsTarget = measurement.meetsTarget { members.append(.init("meetsTarget", .bool(meetsTarget))) }
    if let speed = measurement.speedAgainstSecond {
      members.append(.init("speedAgainstSecond", .number(rounded(speed))))
    }
    if let speed = measurement.speedAgainstFirst {
      members.append(.init("speedAgainstFirst", .number(rounded(speed))))
    }
    if let recorded { members.append(.init("ratioToRecorded", .number(rounded(recorded)))) }
    return JSONValue.object(members).description
  }

  /// Four significant digits: more would be noise.
  private static func rounded(_ value: Double) -> Double {
    guard value.isFinite, value > 0 else { return value }
    var unit = 1.0
    while value / unit >= 10_000 { unit *= 10 }
    var factor = 1.0
    while value * factor < 1000 && factor < 1e12 { factor *= 10 }
    return unit > 1 ? (value / unit).rounded() * unit : (value * factor).rounded() / factor
  }
}
