import Files
import Networks
import Reports

extension StepProfile {
  /// The spans as a trace in the JSON format of Chrome's `chrome://tracing`, which Perfetto reads too: complete events, times
  /// in microseconds, steps on the same row as their parts, which lie within them.
  package var trace: JSONValue {
    let events = spans.map { span -> JSONValue in
      let layer = span.layer.map { layerNames[$0] }
      let name = [layer, span.phase?.rawValue].compactMap(\.self).joined(separator: " ")
      return [
        "name": .string(name.isEmpty ? "step" : name), "cat": .string(span.phase?.rawValue ?? "step"), "ph": "X",
        "ts": .number(span.start * 1e6), "dur": .number(span.duration * 1e6), "pid": 1, "tid": 1,
      ]
    }
    return ["traceEvents": .array(events), "displayTimeUnit": "ms"]
  }

  /// Writes the trace to a file, whole or not at all.
  ///
  /// - Throws: `TrainingError.file`.
  public func writeTrace(path: String) throws(TrainingError) {
    do throws(FileError) {
      try AtomicFile.write(Array(trace.description.utf8), to: path)
    } catch {
      throw .file(error)
    }
  }
}
