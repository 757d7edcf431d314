/// A convention or a constant under its name, such as "stride" 4.
package struct NamedValue: Equatable, Sendable {
  /// What a name can stand for.
  package enum Value: Equatable, Sendable {
    case text(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)
    case numbers([Double])
    case integers([Int])
    case group([NamedValue])
  }

  /// The name, in camel case.
  package let name: String
  /// What it stands for.
  package let value: Value

  /// A value under a name.
  package init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}
