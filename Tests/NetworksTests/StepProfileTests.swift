import Networks
import Tensors
import Testing

struct StepProfileTests {
  private func step(_ network: Network<Float>, _ number: Int) throws {
    let labels = SampleNetwork.labels(4)
    try network.forward(count: 4, pass: .training(seed: 1, step: number, firstImage: 0))
    _ = try network.evaluate(labels: labels)
    try network.backward(labels: labels, scale: 1 / 4)
  }

  private func network() throws -> Network<Float> {
    let sample = SampleNetwork.everyKind
    let network = try Network<Float>(sample.specification, capacity: 4, purpose: .training)
    network.initialize(seed: 1)
    sample.images(4, of: Float.self).withView { network.input(count: 4).copy(from: $0) }
    return network
  }

  @Test func `a profile has a time for every layer and phase, and their sum is at most that of the steps`() throws {
    let network = try network()
    let profile = StepProfile(network.plan)
    network.profile = profile
    for number in 0..<3 { try profile.step { try step(network, number) } }
    #expect(profile.steps == 3)
    var sum = profile.seconds(.loss, layer: nil)
    #expect(sum > 0)
    for (index, layer) in network.plan.layers.enumerated() {
      let name = layer.specification.name
      for phase in StepProfile.Phase.allCases {
        let seconds = profile.seconds(phase, layer: index)
        sum += seconds
        switch phase {
        case .forward: #expect(seconds > 0, "\(name) \(phase)")
        // The first layer with parameters is the first; nothing needs the gradient of its input.
        case .inputGradient: #expect((seconds > 0) == (index > 0), "\(name) \(phase)")
        case .filterGradient, .biasGradient:
          #expect((seconds > 0) == (layer.parameters != nil), "\(name) \(phase)")
        case .loading, .preparation, .loss, .optimizer: #expect(seconds == 0, "\(name) \(phase)")
        }
      }
    }
    #expect(sum <= profile.stepSeconds)
    #expect(sum > profile.stepSeconds / 2)
  }

  @Test func `spans follow each other within their steps`() throws {
    let network = try network()
    let profile = StepProfile(network.plan)
    network.profile = profile
    for number in 0..<2 { try profile.step { try step(network, number) } }
    var end = 0.0
    var parts: [StepProfile.Span] = []
    var steps = 0
    for span in profile.spans {
      #expect(span.duration >= 0)
      guard span.phase != nil else {
        steps += 1
        #expect(!parts.isEmpty)
        #expect(parts.allSatisfy { $0.start >= span.start && $0.start + $0.duration <= span.start + span.duration })
        parts = []
        continue
      }
      #expect(span.start >= end)
      end = span.start + span.duration
      parts.append(span)
    }
    #expect(steps == 2)
    #expect(parts.isEmpty)
  }

  @Test func `spans are kept up to the limit, sums go on`() throws {
    let network = try network()
    let profile = StepProfile(network.plan, spanLimit: 5)
    network.profile = profile
    try profile.step { try step(network, 0) }
    let once = profile.seconds(.forward, layer: 0)
    try profile.step { try step(network, 1) }
    #expect(profile.spans.count == 5)
    #expect(profile.steps == 2)
    #expect(profile.seconds(.forward, layer: 0) > once)
  }

  @Test func `profiling changes no bit of outputs and gradients`() throws {
    func run(_ isProfiled: Bool) throws -> [[UInt8]] {
      let network = try network()
      if isProfiled { network.profile = StepProfile(network.plan) }
      try step(network, 0)
      let gradients = network.plan.parameters.indices.map { Tensor(copying: network.gradient($0).readable).bits }
      return gradients + [Tensor(copying: network.logits(count: 4)).bits]
    }
    #expect(try run(true) == run(false))
  }
}
