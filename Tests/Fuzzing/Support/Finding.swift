/// A promise that an input broke.
struct Finding: Error, CustomStringConvertible {
  /// What happened.
  let description: String

  init(_ description: String) { self.description = description }

  /// Throws a finding unless a condition holds.
  static func unless(_ isMet: Bool, _ description: @autoclosure () -> String) throws(Finding) {
    if !isMet { throw Finding(description()) }
  }

  /// Checks that an error can be told, which is more code that hostile numbers and names reach.
  static func checkText(of error: some Error) throws(Finding) {
    let text = "\(error)"
    try unless(!text.isEmpty && text.utf8.count < 1 << 20, "an error told in \(text.utf8.count) bytes")
  }
}
