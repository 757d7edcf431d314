import Foundation

/// What libFuzzer calls: one target, chosen by the environment variable FUZZ_TARGET, and what its inputs have cost.
private enum Runner {
  nonisolated(unsafe) static var target: any FuzzTarget.Type = JPEGTarget.self
  nonisolated(unsafe) static var slowest = 0.0
  nonisolated(unsafe) static var largest = 0
  nonisolated(unsafe) static var largestShare = 0.0

  static func run(_ bytes: Span<UInt8>) {
    let bound = target.memoryBound(bytes)
    let start = processorSeconds()
    var finding: Finding?
    let peak = HeapMeter.peak {
      do throws(Finding) {
        try target.run(bytes)
      } catch {
        finding = error
      }
    }
    let seconds = processorSeconds() - start
    slowest = max(slowest, seconds)
    largest = max(largest, peak)
    largestShare = max(largestShare, Double(peak) / Double(bound))
    if finding == nil, peak > bound { finding = Finding("\(peak) bytes were allocated at once; the bound is \(bound)") }
    guard let finding else { return }
    report("finding: \(finding)")
    abort()
  }

  static func report(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }

  private static func processorSeconds() -> Double {
    var time = timespec()
    _ = clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// Called once before the first input.
@_cdecl("LLVMFuzzerInitialize")
func initialize(
  _ argumentCount: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>>
) -> CInt {
  let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
  guard let target = FuzzTargets.all.first(where: { $0.name == name }) else {
    print(FuzzTargets.all.map { $0.name }.joined(separator: "\n"))
    exit(name.isEmpty ? 0 : 2)
  }
  Runner.target = target
  HeapMeter.install()
  atexit {
    Runner.report(
      "\(Runner.target.name): slowest input \(Int(Runner.slowest * 1000)) ms, most memory \(Runner.largest) bytes, "
        + "at most \(Int(Runner.largestShare * 100)) % of the bound")
    ScratchFolder.removeAll()
  }
  return 0
}

/// Called for each input; 0 lets the fuzzer keep what reaches new code.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // The buffer is the fuzzer's, of exactly `count` bytes, and lives during the call.
  Runner.run(UnsafeBufferPointer(start: data, count: data == nil ? 0 : count).span)
  return 0
}
