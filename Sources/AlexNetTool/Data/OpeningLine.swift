import CommandLineSupport
import Datasets
import Synchronization

/// The line that shows how far the opening of a data set is; told from any thread.
final class OpeningLine: Sendable {
  private let state = Mutex<(activity: String, line: ProgressLine)?>(nil)
  private let isSilent: Bool

  init(isSilent: Bool) { self.isSilent = isSilent }

  /// Shows a step; another activity begins a line of its own.
  func update(_ progress: OpeningProgress) {
    state.withLock { state in
      if state?.activity != progress.activity {
        state?.line.clear()
        state = (
          progress.activity,
          ProgressLine(
            title: progress.activity, total: progress.total, unit: "archives", style: .automatic(isQuiet: isSilent))
        )
      }
      state?.line.update(completed: progress.completed)
    }
  }

  /// Takes the line off the terminal.
  func clear() { state.withLock { $0?.line.clear() } }
}
