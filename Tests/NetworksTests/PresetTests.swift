import Networks
import Operations
import Testing

struct PresetTests {
  /// Totals by the facts' tables, or by the sums beside them.
  static let totals: [(name: String, parameters: Int, multiplyAdds: Int)] = [
    ("paper", 60_965_224, 724_406_816),
    ("krizhevsky-code", 60_965_224, 724_406_816),
    ("caffe", 60_965_224, 724_406_816),
    ("caffenet", 60_965_224, 724_406_816),
    ("torchvision", 61_100_840, 714_188_480),
    // Without groups conv2, conv4 and conv5 have twice the terms:
    // 724,406,816 + 223,948,800 + 112,140,288 + 74,760,192.
    ("darknet", 62_378_344, 1_135_256_096),
    // Parameters: 32·(75 + 1) + 32·(800 + 1) + 64·(800 + 1) + 64·(1024 + 1) + 10·(64 + 1)
    //   = 2,432 + 25,632 + 51,264 + 65,600 + 650.
    // Multiply-adds: 32²·32·75 + 16²·32·800 + 8²·64·800 + 64·1024 + 10·64
    //   = 2,457,600 + 6,553,600 + 3,276,800 + 65,536 + 640.
    ("cifar10-80sec", 145_578, 12_354_176),
    // The same convolutions, then 10·(1024 + 1) and 10·1024.
    ("cifar10-18pct", 89_578, 12_298_240),
    // Parameters: 64·(75 + 1) + 64·(1600 + 1) + 36·64·(576 + 1) + 36·32·(576 + 1) + 10·(1152 + 1)
    //   = 4,864 + 102,464 + 1,329,408 + 664,704 + 11,530.
    // Multiply-adds: 24²·64·75 + 12²·64·1600 + 36·64·576 + 36·32·576 + 10·1152
    //   = 2,764,800 + 14,745,600 + 1,327,104 + 663,552 + 11,520.
    ("cifar10-11pct", 2_112_970, 19_512_576),
    // Parameters: 32·(25 + 1) + 64·(400 + 1) + 96·(576 + 1) + 64·(432 + 1) + 256·(576 + 1) + 10·(256 + 1)
    //   = 832 + 25,664 + 55,392 + 27,712 + 147,712 + 2,570.
    // Multiply-adds: 28²·32·25 + 14²·64·400 + 7²·96·576 + 7²·64·432 + 256·576 + 10·256
    //   = 627,200 + 5,017,600 + 2,709,504 + 1,354,752 + 147,456 + 2,560.
    ("compact", 259_882, 9_859_072),
  ]

  @Test func `the totals name every preset`() {
    #expect(NetworkSpecification.presets.map(\.name) == Self.totals.map(\.name))
  }

  @Test(arguments: totals)
  func `a preset has its published size`(name: String, parameters: Int, multiplyAdds: Int) throws {
    let plan = try NetworkPlan(.preset(named: name))
    #expect(plan.parameterCount == parameters)
    #expect(plan.multiplyAdds == multiplyAdds)
  }

  @Test func `an unknown preset is refused with the names that exist`() {
    let known = NetworkSpecification.presets.map(\.name)
    #expect(throws: NetworkError.unknownPreset(name: "alexnet", known: known)) {
      try NetworkSpecification.preset(named: "alexnet")
    }
  }

  @Test(arguments: NetworkSpecification.presets)
  func `classes change the last layer alone`(preset: NetworkSpecification) throws {
    let changed = try NetworkSpecification.preset(named: preset.name, classes: 7)
    #expect(try NetworkPlan(changed).classes == 7)
    #expect(changed.layers.dropLast() == preset.layers.dropLast())
    #expect(changed.layers.last?.name == preset.layers.last?.name)
    #expect(changed.recipe == preset.recipe && changed.input == preset.input)
  }

  @Test func `a preset's function and its name give the same network`() throws {
    #expect(try NetworkSpecification.preset(named: "paper", classes: 12) == .paper(classes: 12))
    #expect(try NetworkSpecification.preset(named: "compact") == .compact())
  }

  @Test(arguments: NetworkSpecification.presets, [1, 3, 8, 16, 1000])
  func `a reduced network still fits together`(preset: NetworkSpecification, divisor: Int) throws {
    let reduced = preset.reduced(by: divisor)
    let plan = try NetworkPlan(reduced)
    let whole = try NetworkPlan(preset)
    #expect(plan.classes == whole.classes)
    #expect(plan.layers.map(\.specification.name) == whole.layers.map(\.specification.name))
    #expect(divisor == 1 ? plan.parameterCount == whole.parameterCount : plan.parameterCount < whole.parameterCount)
  }

  @Test func `a reduced network's widths are divided and stay multiples of the groups`() {
    // 96/16, 256/16, 384/16, 384/16, 256/16, 4096/16 twice, and the classes as they are.
    #expect(outputs(NetworkSpecification.paper().reduced(by: 16)) == [6, 16, 24, 24, 16, 256, 256, 1000])
    // 96/20 = 4.8 → 4, 256/20 = 12.8 → 12, 384/20 = 19.2 → 18 (two groups), 4096/20 = 204.8 → 204.
    #expect(outputs(NetworkSpecification.paper().reduced(by: 20)) == [4, 12, 18, 18, 12, 204, 204, 1000])
  }
}

/// Outputs of the layers with parameters.
func outputs(_ network: NetworkSpecification) -> [Int] { network.layers.compactMap { $0.kind.parameters?.outputs } }
