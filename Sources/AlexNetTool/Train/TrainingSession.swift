import CommandLineSupport
import Foundation
import Networks
import Training

/// One session of a run: steps, epochs, checkpoints, until the end or an interrupt.
struct TrainingSession {
  let trainer: Trainer<Float>
  let folder: RunFolder
  let report: TrainingReport
  /// Where the trace of steps goes, if anywhere.
  let profilePath: String?
  let isQuiet: Bool

  /// Runs to the end of training.
  ///
  /// - Returns: success, or interrupted with the checkpoint saved.
  mutating func run() throws -> ExitStatus {
    let start = ContinuousClock.now
    let earlier = trainer.position.history.last?.seconds ?? 0
    func seconds() -> Double { earlier + (ContinuousClock.now - start) / .seconds(1) }
    report.started()
    while !trainer.isFinished {
      var progress = ProgressLine(
        title: "epoch \(trainer.epoch + 1)/\(trainer.configuration.epochs)", total: report.trainingImages,
        unit: "images", startingAt: trainer.imagesDone, style: .automatic(isQuiet: isQuiet))
      var endsEpoch = false
      while !endsEpoch {
        if InterruptHandler.isInterrupted {
          progress.clear()
          try Checkpoint.save(trainer, path: folder.checkpointPath)
          report.interrupted(folder)
          try finishProfile()
          return .interrupted
        }
        endsEpoch = try trainer.step()
        progress.update(completed: trainer.imagesDone, detail: report.detail(trainer.position.running))
      }
      progress.clear()
      let record = try trainer.finishEpoch(seconds: seconds())
      report.finished(epoch: record)
      try folder.write(trainer.position.history, network: trainer.specification.name)
      try Checkpoint.save(trainer, path: folder.checkpointPath)
    }
    try Checkpoint.saveWeights(trainer, path: folder.weightsPath)
    try report.finished(trainer, folder: folder, seconds: seconds())
    try finishProfile()
    return .success
  }

  private func finishProfile() throws {
    guard let profilePath, let profile = trainer.profile else { return }
    try profile.writeTrace(path: profilePath)
    report.finished(profile, path: profilePath)
  }
}
