import Networks

extension RateSchedule {
  /// Why a text is not a schedule.
  public struct ParseError: Error, Equatable, CustomStringConvertible {
    /// The text.
    public let text: String

    /// What is wrong, and what to do.
    public var description: String {
      "'\(text)' is not a schedule; write constant, step:EPOCHS:FACTOR, multistep:EPOCH,EPOCH,…:FACTOR,"
        + " plateau:PATIENCE:FACTOR:DROPS, polynomial:POWER or exponential:FINAL:STEPS"
    }
  }

  /// The schedule that a text names: `step:30:0.1`, `multistep:8,11:0.1`, `plateau:3:0.1:3`, `polynomial:4`,
  /// `exponential:0.001:9` or `constant`.
  public init(parsing text: String) throws(ParseError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let failure = ParseError(text: text)
    func number(_ index: Int) throws(ParseError) -> Double {
      guard let value = Double(parts[index]), value.isFinite, value >= 0 else { throw failure }
      return value
    }
    func integer(_ part: String) throws(ParseError) -> Int {
      guard let value = Int(part), value > 0, value < 1 << 30 else { throw failure }
      return value
    }
    switch (parts[0], parts.count) {
    case ("constant", 1): self = .constant
    case ("step", 3): self = .step(epochs: try integer(parts[1]), factor: try number(2))
    case ("multistep", 3):
      var epochs: [Int] = []
      for part in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
        epochs.append(try integer(String(part)))
      }
      self = .multiStep(epochs: epochs, factor: try number(2))
    case ("plateau", 4):
      self = .plateau(patience: try integer(parts[1]), factor: try number(2), drops: try integer(parts[3]))
    case ("polynomial", 2): self = .polynomial(power: try number(1))
    case ("exponential", 3): self = .exponential(final: try number(1), steps: try integer(parts[2]))
    default: throw failure
    }
  }

  /// The text that names the schedule; a warm-up is named by its own option.
  public var text: String {
    switch self {
    case .constant: "constant"
    case .step(let epochs, let factor): "step:\(epochs):\(factor)"
    case .multiStep(let epochs, let factor): "multistep:\(epochs.map(String.init).joined(separator: ",")):\(factor)"
    case .plateau(let patience, let factor, let drops): "plateau:\(patience):\(factor):\(drops)"
    case .polynomial(let power): "polynomial:\(power)"
    case .exponential(let final, let steps): "exponential:\(final):\(steps)"
    case .warmUp(_, let then): then.text
    }
  }
}
