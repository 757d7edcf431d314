/// One option of a command line: how it is spelled, what it takes and what the help text says about it.
package struct OptionSpecification: Equatable, Sendable {
  /// Whether an option stands alone or is followed by a value.
  package enum Kind: Equatable, Sendable {
    case flag
    case value
  }

  /// The spelling with its dashes, such as `--batch`.
  package var name: String
  /// The placeholder of the value in the help text, such as `N`; empty for a flag.
  package var metavariable: String
  /// One or two sentences without the default.
  package var help: String
  /// What applies when the option is absent, as text for the help; nil if that needs no words.
  package var defaultText: String?
  package var kind: Kind

  /// An option that takes a value.
  package init(_ name: String, _ metavariable: String, help: String, default defaultText: String? = nil) {
    precondition(Self.isWellFormed(name), "an option is spelled --name")
    precondition(!metavariable.isEmpty, "an option with a value names it")
    self.name = name
    self.metavariable = metavariable
    self.help = help
    self.defaultText = defaultText
    self.kind = .value
  }

  /// An option that is either given or not.
  package init(flag name: String, help: String) {
    precondition(Self.isWellFormed(name), "an option is spelled --name")
    self.name = name
    self.metavariable = ""
    self.help = help
    self.defaultText = nil
    self.kind = .flag
  }

  /// The name with its placeholder, such as `--batch N`.
  package var synopsis: String { kind == .flag ? name : "\(name) \(metavariable)" }

  private static func isWellFormed(_ name: String) -> Bool {
    name.hasPrefix("--") && name.count > 2 && !name.contains("=") && !name.contains(" ")
  }
}
