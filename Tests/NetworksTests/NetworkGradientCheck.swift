import Kernels
import Networks
import Operations
import Tensors

/// Compares gradients of a whole network's parameters with differences of its mean loss.
///
/// The derivative in an element is taken from four values, `(8·(f(x + h) − f(x − h)) − (f(x + 2h) − f(x − 2h))) / 12h`.
/// With h = 2⁻¹⁶ it is off by rounding alone, of about 2⁻⁵²·f/h = 2e-11; losses are near 2 and gradients near 0.1. The
/// error of an element is relative to the largest of both values and a hundredth of the tensor's largest gradient.
///
/// A network has no derivative where a rectifier's input is 0 or a maximum has a tie. Such kinks are found by what
/// backward does there: an element between whose four values any rectifier or maximum switched, is left out and counted.
struct NetworkGradientCheck {
  var tolerance = 1e-7
  var step = 0x1p-16
  /// Elements of a tensor that are compared: its first, its last and a random choice; all if there are no more.
  var sampleLimit = 16

  struct Report {
    var compared = 0
    var excluded = 0
    var worst = 0.0
    /// What is wrong with a tensor's gradient, by the parameter's name.
    var failures: [String: String] = [:]
  }

  /// A training step whose loss is differentiated.
  struct Step {
    let network: Network<Double>
    let images: Tensor<Double>
    let labels: [Int]
    let pass: Network<Double>.Pass

    init(
      _ specification: NetworkSpecification, images count: Int, seed: UInt64 = 11,
      pass: Network<Double>.Pass = .training(seed: 5, step: 1, firstImage: 0)
    ) throws {
      network = try Network(specification, capacity: count, purpose: .training)
      network.initialize(seed: seed)
      let shape = Shape([count] + network.plan.inputShape.dimensions)
      let stream = RandomStream(seed: seed, purpose: .verification)
      images = Tensor(shape: shape, elements: (0..<shape.count).map { stream.normal($0) })
      labels = SampleNetwork.labels(count, classes: network.plan.classes)
      self.pass = pass
    }

    /// The mean loss with the network's present parameters.
    func loss() throws -> Double {
      images.withView { network.input(count: labels.count).copy(from: $0) }
      try network.forward(count: labels.count, pass: pass)
      return try network.evaluate(labels: labels).lossSum / Double(labels.count)
    }

    /// The network's own gradients.
    func gradients() throws -> [Tensor<Double>] {
      _ = try loss()
      try network.backward(labels: labels, scale: 1 / Double(labels.count))
      return network.plan.parameters.indices.map { Tensor(copying: network.gradient($0).readable) }
    }

    /// Where rectifiers and maxima stand: what backward makes of numbered gradients.
    func pattern() throws -> [Tensor<Double>] {
      let activations = try HandComposition(network).forward(images, labels: labels, pass: pass)
      var pattern: [Tensor<Double>] = []
      for (index, layer) in network.plan.layers.enumerated() {
        let (input, output) = (activations.values[index], activations.values[index + 1])
        let numbers = Tensor<Double>(shape: output.shape, elements: (1...output.count).map(Double.init))
        var routed = Tensor<Double>(shape: input.shape)
        try input.withView { input in
          try output.withView { output in
            try numbers.withView { numbers in
              try routed.withMutableView { routed in
                switch layer.specification.kind {
                case .rectifier: try Rectifier().backward(output: output, outputGradient: numbers, into: routed)
                case .maxPooling(let pooling):
                  try pooling.backward(input: input, output: output, outputGradient: numbers, into: routed)
                default: break
                }
              }
            }
          }
        }
        pattern.append(routed)
      }
      return pattern
    }
  }

  func run(_ step: Step, gradients: [Tensor<Double>]) throws -> Report {
    var report = Report()
    let resting = try step.pattern()
    for (index, parameter) in step.network.plan.parameters.enumerated() {
      let gradient = gradients[index]
      let floor = gradient.elements.reduce(0) { max($0, abs($1)) } / 100
      if !(floor > 0) { report.failures[parameter.name] = "the gradient is zero everywhere, or not finite" }
      let view = step.network.parameter(index)
      for element in sample(view.count, parameter: index) where report.failures[parameter.name] == nil {
        let value = view[element]
        defer { view[element] = value }
        let losses = try [2, 1, -1, -2].map { (distance: Double) throws in
          view[element] = value + distance * self.step
          return try step.loss()
        }
        let numeric = (8 * (losses[1] - losses[2]) - (losses[0] - losses[3])) / (12 * self.step)
        let analytic = gradient[element]
        let error = abs(analytic - numeric) / max(abs(analytic), abs(numeric), floor)
        if !(error <= tolerance) {
          // Worth looking for a kink.
          let switched = try [2, 1, -1, -2].contains { (distance: Double) throws in
            view[element] = value + distance * self.step
            return try step.pattern() != resting
          }
          if switched {
            report.excluded += 1
            continue
          }
          report.failures[parameter.name] = "element \(element) is \(analytic), differences give \(numeric)"
        }
        report.compared += 1
        report.worst = max(report.worst, error)
      }
    }
    return report
  }

  private func sample(_ count: Int, parameter: Int) -> [Int] {
    guard count > sampleLimit else { return Array(0..<count) }
    let stream = RandomStream(seed: 8, purpose: .verification, index: parameter)
    return Set([0, count - 1] + (0..<sampleLimit - 2).map { stream.integer($0, below: count) }).sorted()
  }
}
