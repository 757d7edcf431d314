import CommandLineSupport
import Inference

/// What was recognized of weights, on standard error.
enum ModelNotes {
  static func write(_ models: [Model], isQuiet: Bool) {
    guard !isQuiet else { return }
    for note in models.flatMap(\.notes) { Terminal.write(note + "\n", to: .standardError) }
  }
}
