/// A value of case.json.
public enum CaseValue: Sendable, Equatable, Decodable {
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([CaseValue])
  case group([String: CaseValue])
  case null

  /// Reads any JSON value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([CaseValue].self) {
      self = .list(value)
    } else {
      self = .group(try container.decode([String: CaseValue].self))
    }
  }
}
