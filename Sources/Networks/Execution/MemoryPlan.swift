import Tensors

/// Where a network's activations and gradients lie in one arena: arrays that are never alive together share memory.
///
/// Time is counted in steps: layer i runs forward at step i, the loss at step L, layer i backward at step 2L − i. An array
/// lives from the step that writes it to the last that reads it. Arrays are placed largest first, each at the lowest place
/// that is free during its life.
///
/// Inference takes large batches in slices through the layers before the first fully connected one: what lies between two of
/// these layers is a slice's, and stays in cache from the layer that writes it to the one that reads it.
public struct MemoryPlan: Sendable {
  /// What a network's memory is for.
  public enum Purpose: String, Sendable {
    /// Forward only: activations make room as soon as they have been used.
    case inference
    /// Forward only, with dropout: as for inference, and masks.
    case sampling
    /// Forward only, all activations kept to be looked at.
    case inspection
    /// Forward in testing, and backward to the input: what a score owes to each pixel. Parameters get no gradients.
    case attribution
    /// Forward and backward.
    case training
  }

  /// Images that the memory holds.
  public let capacity: Int
  /// What it is for.
  public let purpose: Purpose
  /// Scalars of the arena.
  public let arenaCount: Int

  /// First scalar of value v (0 is the input, v the output of layer v − 1).
  let values: [Int]
  /// First scalar of the gradient of value v; nil where none is computed.
  let gradients: [Int?]
  /// First scalar of the mask of dropout layer i.
  let masks: [Int?]
  /// First scalar of the probabilities.
  let probabilities: Int
  /// How many of the first layers run slice by slice: none, or all before the first fully connected one.
  let slicedLayers: Int
  /// The values that hold one slice's images alone.
  let slicedValues: Range<Int>
  /// The most images of a slice.
  let sliceCapacity: Int
  /// The last layer that backward visits: the first whose parameters are trained, or the very first for attribution.
  let firstBackward: Int

  /// Scalars of a network's parameters, their gradients and the optimizer's state, and the arena.
  public let totalCount: Int

  /// The most scalars of a slice's input and output at a layer: 16 MiB of Float, a part of a third-level cache.
  static let sliceLimit = 1 << 22

  init(_ plan: NetworkPlan, capacity: Int, purpose: Purpose, sliceLimit: Int = Self.sliceLimit) {
    self.capacity = capacity
    self.purpose = purpose
    let layers = plan.layers
    (slicedLayers, slicedValues, sliceCapacity) = Self.slices(
      layers, capacity: purpose == .inference ? capacity : 0, limit: sliceLimit)
    let last = 2 * layers.count
    let sizes = [plan.inputShape.count] + layers.map { $0.outputShape.count }
    firstBackward = purpose == .attribution ? 0 : layers.firstIndex { $0.isTrained } ?? layers.count
    let isBackward = purpose == .training || purpose == .attribution
    var builder = ArenaBuilder()

    var owners: [Int] = []
    for value in 0...layers.count {
      let shared = value > 0 && layers.worksInPlace(value - 1)
      let array =
        shared
        ? owners[value - 1]
        : builder.add(
          size: sizes[value], images: slicedValues.contains(value) ? sliceCapacity : capacity, from: max(0, value - 1))
      owners.append(array)
      builder.use(array, at: value)
      // All slices together read the input and write the output of the layers that run slice by slice.
      if slicedLayers > 0 && value == 0 { builder.use(array, at: slicedLayers - 1) }
      if slicedLayers > 0 && value == slicedLayers { builder.use(array, at: 0) }
      if purpose == .inspection || value == layers.count { builder.use(array, at: last) }
      guard isBackward else { continue }
      if (firstBackward..<layers.count).contains(value) && layers[value].readsInputBackward(for: purpose) {
        builder.use(array, at: last - value)
      }
      if value > firstBackward && layers[value - 1].readsOutputBackward {
        builder.use(array, at: last - (value - 1))
      }
    }

    var gradientOwners: [Int?] = Array(repeating: nil, count: layers.count + 1)
    var maskOwners: [Int?] = Array(repeating: nil, count: layers.count)
    if isBackward {
      let lowest = purpose == .attribution ? 0 : firstBackward + 1
      for value in stride(from: layers.count, through: lowest, by: -1) {
        let shared = value < layers.count && layers[value].passesGradientInPlace
        let array =
          shared ? gradientOwners[value + 1] : builder.add(size: sizes[value], images: capacity, from: last - value)
        if let array { builder.use(array, at: last - (value - 1)) }
        gradientOwners[value] = array
      }
    }
    if purpose == .training || purpose == .sampling {
      for (index, layer) in layers.enumerated() {
        guard case .dropout = layer.specification.kind else { continue }
        let mask = builder.add(size: layer.outputShape.count, images: capacity, from: index)
        if purpose == .training && index > firstBackward { builder.use(mask, at: last - index) }
        maskOwners[index] = mask
      }
    }
    let probabilityOwner = builder.add(size: plan.classes, images: capacity, from: layers.count)
    builder.use(probabilityOwner, at: last)

    let offsets = builder.place()
    arenaCount = offsets.total
    totalCount = plan.parameterMemory + (purpose == .training ? plan.gradientMemory + plan.stateMemory : 0) + arenaCount
    values = owners.map { offsets.starts[$0] }
    gradients = gradientOwners.map { $0.map { offsets.starts[$0] } }
    masks = maskOwners.map { $0.map { offsets.starts[$0] } }
    probabilities = offsets.starts[probabilityOwner]
  }

  /// The parts of `count` images that run through the sliced layers one after the other, of nearly the same size.
  func slices(of count: Int) -> [Range<Int>] {
    guard slicedLayers > 0 else { return [] }
    let slices = (count + sliceCapacity - 1) / sliceCapacity
    return (0..<slices).map { count * $0 / slices..<count * ($0 + 1) / slices }
  }

  /// Where slices are worth it: the layers, the values between them, and the images.
  private static func slices(
    _ layers: [NetworkPlan.Layer], capacity: Int, limit: Int
  ) -> (layers: Int, values: Range<Int>, images: Int) {
    let section = layers.prefix { if case .fullyConnected = $0.specification.kind { false } else { true } }
    let largest = section.map { $0.inputShape.count + $0.outputShape.count }.max() ?? 0
    let images = max(1, limit / max(1, largest))
    // The section's output holds all images, and what shares its memory does so too.
    var whole = section.count
    while whole > 0 && layers.worksInPlace(whole - 1) { whole -= 1 }
    guard images < capacity && whole > 1 else { return (0, 1..<1, capacity) }
    return (section.count, 1..<whole, images)
  }
}

/// Collects arrays with their lives, and places them.
private struct ArenaBuilder {
  private struct Array {
    let count: Int
    var first: Int
    var last: Int
  }

  private var arrays: [Array] = []

  /// Adds an array of `size` scalars for each of some images, written at a step.
  mutating func add(size: Int, images: Int, from step: Int) -> Int {
    // In units of 64 bytes in Float.
    arrays.append(Array(count: (size * images + 15) / 16 * 16, first: step, last: step))
    return arrays.count - 1
  }

  mutating func use(_ index: Int, at step: Int) {
    arrays[index].first = min(arrays[index].first, step)
    arrays[index].last = max(arrays[index].last, step)
  }

  func place() -> (starts: [Int], total: Int) {
    var starts = arrays.map { _ in 0 }
    var placed: [Int] = []
    for index in arrays.indices.sorted(by: { (arrays[$0].count, $1) > (arrays[$1].count, $0) }) {
      let array = arrays[index]
      let alive = placed.filter { arrays[$0].first <= array.last && array.first <= arrays[$0].last }
      var start = 0
      for other in alive.sorted(by: { starts[$0] < starts[$1] }) {
        if start + array.count <= starts[other] { break }
        start = max(start, starts[other] + arrays[other].count)
      }
      starts[index] = start
      placed.append(index)
    }
    return (starts, arrays.indices.map { starts[$0] + arrays[$0].count }.max() ?? 0)
  }
}

extension NetworkPlan {
  /// Where activations and gradients of `capacity` images lie.
  public func memory(capacity: Int, purpose: MemoryPlan.Purpose) -> MemoryPlan {
    MemoryPlan(self, capacity: capacity, purpose: purpose)
  }
}

extension [NetworkPlan.Layer] {
  /// Whether layer `index` writes its output over its input.
  ///
  /// A rectifier may follow anything but the input: its own backward reads the output, and a maximum that became zero passes
  /// no gradient anyway. Dropout may not follow a maximum, directly or through a rectifier: max pooling's backward compares
  /// its output with its input.
  func worksInPlace(_ index: Int) -> Bool {
    guard index > 0 else { return false }
    switch self[index].specification.kind {
    case .rectifier: return true
    case .dropout:
      var producer = index - 1
      while producer > 0, case .rectifier = self[producer].specification.kind { producer -= 1 }
      if case .maxPooling = self[producer].specification.kind { return false }
      return true
    default: return false
    }
  }
}

extension NetworkPlan.Layer {
  /// Whether backward reads what forward read: filters and weights need it for their own gradient only.
  func readsInputBackward(for purpose: MemoryPlan.Purpose) -> Bool {
    switch specification.kind {
    case .convolution, .locallyConnected, .fullyConnected: purpose == .training && isTrained
    case .responseNormalization, .maxPooling: true
    case .rectifier, .averagePooling, .dropout: false
    }
  }

  /// Whether backward reads what forward wrote.
  var readsOutputBackward: Bool {
    switch specification.kind {
    case .rectifier, .maxPooling: true
    default: false
    }
  }

  /// Whether the input's gradient is written over the output's.
  var passesGradientInPlace: Bool {
    switch specification.kind {
    case .rectifier, .dropout: true
    case .responseNormalization(let normalization): normalization.extent != .spatial
    default: false
    }
  }
}
