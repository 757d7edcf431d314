import CommandLineSupport

/// What was recognized of weights, on standard error.
enum ModelNotes {
  static func write(_ notes: [String], isQuiet: Bool) {
    guard !isQuiet else { return }
    for note in notes { Terminal.write(note + "\n", to: .standardError) }
  }
}
