/// Where the time of training steps goes: sums by layer and phase, and the first spans one by one.
///
/// A network tells its `profile`, if it has one, how long each layer took in each phase; whoever makes the steps adds what
/// happens outside of it. Only the caller's thread is watched, which waits for all others, so spans of a step follow each
/// other and their sum is at most the steps' time. Watching changes no result.
///
///     network.profile = StepProfile(network.plan)
///     try profile.step { try network.forward(…); try network.backward(…) }
public final class StepProfile {
  /// What time is spent on.
  public enum Phase: String, Hashable, Sendable, CaseIterable {
    /// Waiting for images that are being read.
    case loading
    /// Writing images into the network's input.
    case preparation
    /// Layers' outputs; the rectifier behind a convolution counts as the convolution.
    case forward
    /// Loss, correct predictions and the loss's gradient by the logits.
    case loss
    /// Gradients by layers' inputs.
    case inputGradient = "input gradient"
    /// Gradients by filters and weights.
    case filterGradient = "filter gradient"
    /// Gradients by biases.
    case biasGradient = "bias gradient"
    /// Updates of parameters.
    case optimizer
  }

  /// A stretch of time.
  public struct Span: Hashable, Sendable {
    /// Index of the layer; nil for what belongs to no layer.
    public let layer: Int?
    /// What was done; nil for a whole step.
    public let phase: Phase?
    /// When it began, in seconds since the profile was made.
    public let start: Double
    /// How long it took, in seconds.
    public let duration: Double
  }

  /// The names of layers.
  public let layerNames: [String]
  /// The first spans, in the order of their ends: a whole step comes after its parts.
  public private(set) var spans: [Span] = []
  /// Steps watched.
  public private(set) var steps = 0
  /// Seconds of all steps.
  public private(set) var stepSeconds = 0.0

  private let origin = ContinuousClock.now
  private let spanLimit: Int
  /// Seconds of each phase: of each layer, then of none.
  private var sums: [Double]

  /// A profile of a network's steps.
  ///
  /// - Parameters:
  ///   - plan: the network.
  ///   - spanLimit: the most spans that are kept; sums go on.
  public init(_ plan: NetworkPlan, spanLimit: Int = 100_000) {
    layerNames = plan.layers.map(\.specification.name)
    self.spanLimit = spanLimit
    sums = Array(repeating: 0, count: (plan.layers.count + 1) * Phase.allCases.count)
    spans.reserveCapacity(min(spanLimit, 4096))
  }

  /// Seconds of a layer's phase in all steps; of what belongs to no layer where `layer` is nil.
  public func seconds(_ phase: Phase, layer: Int?) -> Double { sums[place(phase, layer)] }

  /// Watches a whole step.
  public func step<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    let start = now
    let result = try body()
    let end = now
    steps += 1
    stepSeconds += end - start
    keep(Span(layer: nil, phase: nil, start: start, duration: end - start))
    return result
  }

  /// Seconds since the profile was made.
  private var now: Double {
    let time = (ContinuousClock.now - origin).components
    return Double(time.seconds) + Double(time.attoseconds) * 1e-18
  }

  /// Watches a part of a step.
  package func measure<Result, Failure: Error>(
    _ phase: Phase, layer: Int? = nil, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let start = now
    let result = try body()
    let duration = now - start
    sums[place(phase, layer)] += duration
    keep(Span(layer: layer, phase: phase, start: start, duration: duration))
    return result
  }

  private func place(_ phase: Phase, _ layer: Int?) -> Int {
    (layer ?? layerNames.count) * Phase.allCases.count + (Phase.allCases.firstIndex(of: phase) ?? 0)
  }

  private func keep(_ span: Span) {
    if spans.count < spanLimit { spans.append(span) }
  }
}

extension StepProfile? {
  /// Watches a part of a step if there is a profile, else only does it.
  @inline(__always)
  package func measure<Result, Failure: Error>(
    _ phase: StepProfile.Phase, layer: Int? = nil, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let self else { return try body() }
    return try self.measure(phase, layer: layer, body)
  }
}
