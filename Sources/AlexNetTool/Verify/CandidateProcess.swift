import Conformance
import Dispatch
import Foundation

/// Another implementation as a command that computes one case a run.
struct CandidateProcess {
  /// The command, for a shell, with {case} and {output} in it.
  let command: String
  /// Seconds that a run may take.
  let limit: Int

  /// Runs the command for a case: it reads the folder `source` and writes `output`/tensors.safetensors.
  ///
  /// - Returns: what went wrong, or nil, and the seconds that it took.
  func run(source: URL, output: URL) -> (problem: String?, seconds: Double) {
    do {
      try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    } catch {
      return ("the folder \(output.path) cannot be made: \(error.localizedDescription)", 0)
    }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c",
      command.replacing("{case}", with: Self.quoted(source.path)).replacing("{output}", with: Self.quoted(output.path)),
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    let start = ContinuousClock.now
    do {
      try process.run()
    } catch {
      return ("the command cannot be started: \(error.localizedDescription)", 0)
    }
    guard ended.wait(timeout: .now() + .seconds(limit)) == .success else {
      Self.end(process, with: SIGTERM)
      if ended.wait(timeout: .now() + .seconds(2)) == .timedOut {
        Self.end(process, with: SIGKILL)
        ended.wait()
      }
      return ("the command took more than \(limit) s; see --time-limit", Double(limit))
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    switch (process.terminationReason, process.terminationStatus) {
    case (.exit, 0): return (nil, seconds)
    case (.exit, let status): return ("the command ended with status \(status)", seconds)
    case (_, let signal): return ("the command was ended by signal \(signal)", seconds)
    }
  }

  /// Signals a command and what it has started: Foundation makes it the leader of a process group.
  private static func end(_ process: Process, with signal: Int32) {
    if kill(-process.processIdentifier, signal) != 0 { kill(process.processIdentifier, signal) }
  }

  /// A path as one word of a shell.
  private static func quoted(_ path: String) -> String { "'" + path.replacing("'", with: "'\\''") + "'" }
}
