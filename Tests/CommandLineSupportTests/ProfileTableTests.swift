import CommandLineSupport
import Networks
import Testing

struct ProfileTableTests {
  @Test func `a table has a row for each layer and what belongs to none, and sums to the step`() throws {
    let network = try Network<Float>(.compact(), capacity: 2, purpose: .training)
    let profile = StepProfile(network.plan)
    network.profile = profile
    let labels = [1, 2]
    try profile.step {
      try network.forward(count: 2, pass: .training(seed: 1, step: 0, firstImage: 0))
      _ = try network.evaluate(labels: labels)
      try network.backward(labels: labels, scale: 0.5)
    }
    let lines = ProfileTable.text(profile).split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("profile of 1 steps, "))
    let names = lines.dropFirst(3).map { String($0.prefix { $0 != " " }) }
    let layers = network.plan.layers.map(\.specification.name)
    #expect(Array(names.prefix(layers.count)) == layers)
    #expect(names.suffix(5) == ["loss", "preparation", "loading", "between", "step"])
    #expect(lines.last?.hasSuffix("100.0 %") == true)
  }

  @Test func `a profile without steps says so`() throws {
    let plan = try NetworkPlan(.compact())
    #expect(ProfileTable.text(StepProfile(plan)) == "no step was profiled\n")
  }
}
