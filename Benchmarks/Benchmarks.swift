import CommandLineSupport
import Foundation
import Kernels
import Networks
import Tensors

/// The program: reads the command line, measures row after row, reports.
@main
enum Benchmarks {
  static func main() {
    exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  private static func run(_ arguments: [String]) -> ExitStatus {
    do {
      let arguments = try BenchmarkCommand.specification.parse(arguments)
      if arguments.wantsHelp {
        let columns = Terminal.columns(of: .standardOutput)
        Terminal.write(HelpText.text(for: BenchmarkCommand.specification, columns: columns), to: .standardOutput)
        return .success
      }
      if let error = InstructionSet.environmentError { throw error }
      if let threads = try arguments.threads() { Parallel.setThreads(threads) }
      if let name = arguments.string("--memorize") { return try memorize(name, arguments) }
      if let data = arguments.string("--loader") { return try load(data, arguments) }
      if let name = arguments.string("--profile") {
        let specification = try preset(name, arguments)
        try ProfileRun(purpose: arguments.flag("--inference") ? .inference : .training).run(
          specification, batch: try batch(specification, arguments), tracePath: arguments.string("--trace"))
        return .success
      }
      if let name = arguments.string("--memory") {
        let specification = try preset(name, arguments)
        return try MemoryRun().run(specification, batch: try batch(specification, arguments)) ? .success : .checkFailed
      }
      if let name = arguments.string("--scaling") {
        let specification = try preset(name, arguments)
        let batch = try batch(specification, arguments)
        if let path = arguments.string("--compare") {
          let benchmarks = try allRows(LimitProbe(), photographs: nil)
          try RecordedScaling(recording: Recording(path: path), benchmarks: benchmarks).run(specification, batch: batch)
        } else {
          try ScalingRun().run(specification, batch: batch)
        }
        return .success
      }
      try measure(arguments)
      return .success
    } catch {
      Terminal.write("\(error)\n", to: .standardError)
      return error is UsageError || error is InstructionSetError ? .usage : .badInput
    }
  }

  private static func load(_ data: String, _ arguments: ParsedArguments) throws -> ExitStatus {
    let specification = try preset(arguments.string("--network") ?? "paper", arguments)
    return try LoaderRun(seed: try arguments.seed()).run(specification, data: data) ? .success : .checkFailed
  }

  private static func memorize(_ name: String, _ arguments: ParsedArguments) throws -> ExitStatus {
    let specification = try preset(name, arguments)
    return try MemorizingRun().run(specification, seed: try arguments.seed()) ? .success : .checkFailed
  }

  private static func preset(_ name: String, _ arguments: ParsedArguments) throws -> NetworkSpecification {
    do throws(NetworkError) {
      return try .preset(named: name)
    } catch {
      throw arguments.conflict(error.description)
    }
  }

  private static func batch(_ specification: NetworkSpecification, _ arguments: ParsedArguments) throws -> Int {
    try arguments.integer("--batch", in: 1...65536) ?? specification.recipe.batch
  }

  private static func measure(_ arguments: ParsedArguments) throws {
    let repeats = try arguments.integer("--repeats", in: 1...1000)
    let recording = try arguments.string("--compare").map { try Recording(path: $0) }
    let (filter, name) = (arguments.string("--filter"), arguments.string("--row"))
    let probe = LimitProbe()
    let rows = try allRows(probe, photographs: arguments.string("--photographs")).filter { row in
      (filter.map { row.name.contains($0) } ?? true) && (name.map { row.name == $0 } ?? true)
    }
    guard !rows.isEmpty else { throw arguments.conflict("no row has the name that --filter or --row asks for") }

    let machine = Machine(probe: probe)
    let isJSON = arguments.isJSON
    Terminal.write(isJSON ? JSONReport.line(machine) + "\n" : TableReport.text(machine), to: .standardOutput)
    let runner = Runner(repeats: repeats, probe: probe)
    var progress = ProgressLine(
      title: "benchmarks", total: rows.count, unit: "rows", style: .automatic(isQuiet: arguments.isQuiet))
    var group: [Measurement] = []
    for (index, row) in rows.enumerated() {
      progress.update(completed: index, detail: row.name)
      let measurements = try runner.measure(row)
      if isJSON {
        for measurement in measurements {
          let line = JSONReport.line(measurement, recorded: recording?.ratio(of: measurement))
          Terminal.write(line + "\n", to: .standardOutput)
        }
        continue
      }
      group += measurements
      if index + 1 == rows.count || rows[index + 1].group != row.group {
        progress.clear()
        Terminal.write(TableReport.text(group, recording: recording), to: .standardOutput)
        group = []
      }
    }
    progress.clear()
  }

  private static func allRows(_ probe: LimitProbe, photographs: String?) throws -> [Benchmark] {
    let groups: [[Benchmark]] = [
      MachineBenchmarks.rows(probe), MatrixMultiplyBenchmarks.rows(), try ConvolutionBenchmarks.rows(),
      ResponseNormalizationBenchmarks.rows(), try MaxPoolingBenchmarks.rows(), ElementwiseBenchmarks.rows(),
      OptimizerBenchmarks.rows(), NetworkBenchmarks.rows(), LoaderBenchmarks.rows(),
      try ConvolutionRuleBenchmarks.rows(), try WinogradBenchmarks.rows(),
      try ImageBenchmarks.rows(photographs: photographs),
    ]
    return groups.flatMap(\.self)
  }
}
