import Foundation
import Kernels
import Tensors

/// Where and with what a run was made.
struct Machine: Sendable {
  /// The processor's name as the system tells it.
  let processor: String
  /// Threads in use.
  let threads: Int
  /// Instruction set in use.
  let instructionSet: InstructionSet
  /// GFLOP/s of multiply-adds in Float.
  let peak: Double
  /// GB/s of memory, the greatest of all kinds of traffic.
  let bandwidth: Double
  /// When the run began.
  let date: String
  /// The commit of the checkout in the working directory, "-dirty" behind it where files differ from it; nil outside one.
  let commit: String?
  /// The first line of `swift --version`; nil where there is no such command.
  let compiler: String?

  /// This machine, now.
  init(probe: LimitProbe) {
    processor = Self.processorName
    threads = Parallel.threads
    instructionSet = .current
    peak = probe.sample(.floatPeak)
    bandwidth = probe.sample(.bandwidth)
    date = Date.now.ISO8601Format()
    commit = Self.firstLine(of: ["git", "describe", "--always", "--dirty", "--exclude", "*", "--abbrev=12"])
    compiler = Self.firstLine(of: ["swift", "--version"])
  }

  private static var processorName: String {
    #if canImport(Darwin)
      var size = 0
      sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0)
      var name = [UInt8](repeating: 0, count: size)
      guard size > 0, sysctlbyname("machdep.cpu.brand_string", &name, &size, nil, 0) == 0 else { return "unknown" }
      return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    #else
      let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
      let name = line?.split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
      return name ?? "unknown"
    #endif
  }

  /// What a command writes first; nil if it cannot be run or fails.
  private static func firstLine(of command: [String]) -> String? {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: output, as: UTF8.self).split(separator: "\n").first.map(String.init)
  }
}
