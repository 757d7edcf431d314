import Conformance
import Kernels
import Operations
import Tensors
import Testing

/// The checker itself, on functions whose derivatives are known.
@Suite struct GradientCheckTests {
  @Test func `a smooth function passes with errors far below the tolerance`() throws {
    let report = try GradientCheck().run(cubes([0.3, -1.2, 2, 0.7]))
    #expect(report.passes, "\(report)")
    #expect(report.worstRelativeError < 1e-10)
    #expect(report.arguments.map(\.checked) == [4])
  }

  @Test func `an error a little above the tolerance fails and one below passes`() throws {
    for (error, passes) in [(3e-7, false), (3e-8, true)] {
      var operation = cubes([0.3, -1.2, 2, 0.7])
      operation.changeGradient { gradient, _, _, _ in gradient.mapped { $0 == 2 ? $1 * (1 + error) : $1 } }
      let report = try GradientCheck().run(operation)
      #expect(report.passes == passes, "\(report)")
      if !passes {
        guard case .differs("x", let element, 1e-7)? = report.failures.first else {
          Issue.record("\(report)")
          return
        }
        #expect(element.index == 2)
        #expect(abs(element.relativeError - error) < 1e-9)
      }
    }
  }

  @Test func `a gradient that is small beside the others is compared with a hundredth of the largest`() throws {
    // 3·x²·u: the first element's gradient is a millionth of the last one's.
    var operation = cubes([1e-3, 1])
    let right = operation
    operation.changeGradient { gradient, _, _, _ in gradient.mapped { $0 == 0 ? $1 * 2 : $1 } }
    #expect(try GradientCheck().run(right).passes)
    #expect(try !GradientCheck().run(operation).passes)
  }

  @Test func `gradients that are zero, not finite, misshapen or missing fail`() throws {
    func failure(_ change: @escaping @Sendable (Tensor<Double>) -> Tensor<Double>) throws -> GradientFailure? {
      var operation = cubes([1, 2, 3])
      operation.changeGradient { gradient, _, _, _ in change(gradient) }
      return try GradientCheck().run(operation).failures.first
    }
    #expect(try failure { Tensor(shape: $0.shape) } == .zero(argument: "x"))
    #expect(
      try failure { Tensor(shape: [1, 3], elements: $0.elements) }
        == .shape(argument: "x", given: [1, 3], expected: [3]))
    for bad in [Double.nan, .infinity] {
      guard case .notFinite("x", let element)? = try failure({ $0.mapped { $0 == 1 ? bad : $1 } }) else {
        Issue.record("\(bad) passes")
        return
      }
      #expect(element.index == 1)
    }
    var operation = cubes([1, 2])
    operation.backward = { _, _, _ in [] }
    #expect(try GradientCheck().run(operation).failures == [.gradientCount(given: 0, expected: 1)])
  }

  @Test func `a NaN outside the sample fails`() throws {
    var operation = cubes((0..<100).map { 1 + Double($0) / 100 })
    let sample = GradientCheck(sampleLimit: 2)
    #expect(try sample.run(operation).passes)
    operation.changeGradient { gradient, _, _, _ in gradient.mapped { $0 == 57 ? .nan : $1 } }
    #expect(try !sample.run(operation).passes)
  }

  @Test func `a function that is constant, empty or not finite fails`() throws {
    for output in [
      Tensor<Double>(shape: [2], elements: [1, 2]), Tensor(shape: [0]), Tensor(shape: [1], elements: [.nan]),
    ] {
      var operation = cubes([1, 2])
      operation.forward = { _ in output }
      operation.backward = { values, _, _ in [values[0]] }
      #expect(try !GradientCheck().run(operation).passes, "\(output.elements)")
    }
  }

  @Test func `the first, the last and no more elements than asked are compared`() throws {
    let values = (0..<100).map { 1 + Double($0) / 100 }
    #expect(try GradientCheck(sampleLimit: 10).run(cubes(values)).arguments[0].checked == 10)
    #expect(try GradientCheck(sampleLimit: 100).run(cubes(values)).arguments[0].checked == 100)
    for index in [0, 99] {
      var operation = cubes(values)
      operation.changeGradient { gradient, _, _, _ in gradient.mapped { $0 == index ? -$1 : $1 } }
      #expect(try !GradientCheck(sampleLimit: 2).run(operation).passes)
      #expect(try !InnerProductCheck().directional(operation, argument: 0).passes)
    }
  }

  @Test func `elements at kinks are left out, counted and limited`() throws {
    let input = Tensor<Double>(shape: [5], elements: [-1, 1e-4, 0.5, 0, 2])
    let rectifier = DifferentiableOperation.rectifier("rectifier", input: input)
    let strict = try GradientCheck().run(rectifier)
    #expect(strict.failures == [.excluded(argument: "input", elements: 2, of: 5)])
    let lenient = try GradientCheck(excludedLimit: 0.4).run(rectifier)
    #expect(lenient.passes)
    #expect(lenient.arguments[0].excluded == ["rectifier at 0": 2])
    #expect(lenient.arguments[0].checked == 3)
    #expect(
      lenient.description
        .hasPrefix("rectifier: right; input: 3 of 5, 2 left out (rectifier at 0), relative error "))
    var unnamed = rectifier
    unnamed.kinks = []
    #expect(try !GradientCheck().run(unnamed).passes)
    #expect(try InnerProductCheck().directional(rectifier, argument: 0).excluded == 2)
    #expect(try InnerProductCheck().directional(rectifier, argument: 0).passes)
    #expect(try !InnerProductCheck().directional(unnamed, argument: 0).passes)
  }

  @Test func `ties are elements near the largest other value of a window`() {
    let kink = Kink<Double>.maximum(WindowGeometry(2, stride: 2))
    let value = Tensor<Double>(
      shape: [1, 2, 6, 1],
      elements: [
        1, 2, 5, 5.001, 7, 9,
        3, 3.5, 0, 4.9995, 8, 9.5,
      ])
    // In the second window, 5 and 5.001 are near each other, and 4.9995 is no nearer than 0.0015 to the maximum.
    #expect(kink.elements(value, 0.0012) == [2, 3])
    #expect(kink.elements(value, 0.002) == [2, 3, 9])
    #expect(kink.elements(value, 0.4) == [2, 3, 9])
    #expect(kink.elements(value, 0.5) == [2, 3, 5, 6, 7, 9, 11])
  }

  @Test func `inner products that prove nothing do not pass`() throws {
    var zero = cubes([1, 2])
    zero.forward = { _ in Tensor(shape: [2]) }
    zero.backward = { _, _, _ in [Tensor(shape: [2])] }
    #expect(try !InnerProductCheck().directional(zero, argument: 0).passes)
    #expect(try !InnerProductCheck().linear(zero, argument: 0, terms: 1).passes)
    // In Float, a bound for millions of terms is larger than the products.
    let layer = DifferentiableOperation.fullyConnected(
      "layer", input: CheckValues.random([3, 50], of: Float.self, seed: 1),
      weights: CheckValues.random([50, 7], of: Float.self, seed: 2), bias: nil)
    #expect(try InnerProductCheck().linear(layer, argument: 0, terms: 57).passes)
    #expect(try !InnerProductCheck().linear(layer, argument: 0, terms: 1_000_000).passes)
  }

  @Test func `precision reports fail for NaN, wrong shapes and errors above the bound`() throws {
    func layer<Scalar: KernelScalar>(_: Scalar.Type) -> DifferentiableOperation<Scalar> {
      .fullyConnected(
        "layer", input: CheckValues.random([3, 50], of: Float.self, seed: 1).converted(to: Scalar.self),
        weights: CheckValues.random([50, 7], of: Float.self, seed: 2).converted(to: Scalar.self), bias: nil)
    }
    func passes(_ change: @escaping @Sendable (Tensor<Float>) -> Tensor<Float>) throws -> Bool {
      var float = layer(Float.self)
      float.changeGradient(of: 1) { gradient, _, _, _ in change(gradient) }
      let reports = try PrecisionCheck.run(float, layer(Double.self), outputTerms: 50, gradientTerms: [7, 3])
      #expect(reports.count == 3)
      return reports.allSatisfy(\.passes)
    }
    #expect(try passes { $0 })
    #expect(try !passes { $0.mapped { $0 == 349 ? .nan : $1 } })
    #expect(try !passes { $0.reshaped([7, 50]) })
    #expect(try !passes { $0.mapped { $0 == 349 ? $1 + 2e-5 : $1 } })
  }

  @Test func `separated values are distinct, mixed in sign and far from zero`() {
    let values = CheckValues.separated([3, 5, 7], of: Double.self, gap: 0.5, seed: 9).elements.sorted()
    #expect(zip(values, values.dropFirst()).allSatisfy { $1 - $0 == 0.5 })
    #expect(values.map { abs($0) }.min() == 0.25)
  }

  /// The third powers of the elements.
  private func cubes(_ elements: [Double]) -> DifferentiableOperation<Double> {
    DifferentiableOperation(
      "cubes", arguments: [.init("x", Tensor<Double>(shape: [elements.count], elements: elements))]
    ) { values in
      Tensor(shape: values[0].shape, elements: values[0].elements.map { $0 * $0 * $0 })
    } backward: { values, _, u in
      [Tensor(shape: u.shape, elements: zip(values[0].elements, u.elements).map { 3 * $0 * $0 * $1 })]
    }
  }
}
