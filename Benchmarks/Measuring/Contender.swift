/// One way to do a row's work.
struct Contender {
  /// The last part of the row's name; empty where there is only one way.
  let label: String
  /// Does the work once.
  let run: () throws -> Void

  /// A way to do the work, with the label that tells it from others.
  init(_ label: String = "", run: @escaping () throws -> Void) {
    self.label = label
    self.run = run
  }
}
