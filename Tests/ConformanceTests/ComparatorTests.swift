import Testing

@testable import Conformance

/// What the comparator refuses.
@Suite struct ComparatorTests {
  private let expected = CaseTensor(shape: [2, 3], reals: [1, -2, 3, 0.5, -0.25, 4])

  private func bounded(_ tensor: CaseTensor, factor: Double = 4) -> GoldenCase.Result {
    GoldenCase.Result(
      name: "output", expected: tensor, bound: Bound(.bounded(factor: factor, magnitude: nil), reason: "a test"))
  }

  private func exact(_ tensor: CaseTensor, signedZeros: Bool = false) -> GoldenCase.Result {
    GoldenCase.Result(
      name: "output", expected: tensor, bound: Bound(.exact(signedZeros: signedZeros), reason: "a test"))
  }

  private func judge(
    _ elements: [Double], _ result: GoldenCase.Result, _ precision: Precision = .float32
  ) -> ResultJudgement {
    Comparator(precision: precision).judge(CaseTensor(shape: result.expected.shape, reals: elements), result)
  }

  @Test func `equal values use nothing of the bound`() {
    #expect(judge(expected.reals, bounded(expected)).share == 0)
    #expect(judge(expected.reals, exact(expected)).passes)
  }

  @Test func `errors are measured by the bound`() {
    var elements = expected.reals
    elements[2] += 3 * 0x1p-24 * 2
    let judgement = judge(elements, bounded(expected))
    #expect(judgement.passes && abs(judgement.share - 0.5) < 1e-6)
    elements[2] = 3 + 3 * 0x1p-24 * 5
    #expect(!judge(elements, bounded(expected)).passes)
    #expect(!judge(elements, exact(expected)).passes)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity], Precision.allCases)
  func `what is not finite does not pass for a number`(_ value: Double, _ precision: Precision) {
    for index in 0..<6 {
      var elements = expected.reals
      elements[index] = value
      for result in [bounded(expected, factor: 1e300), exact(expected)] {
        guard
          case .notFinite(index: index, given: _, expected: _, overflow: false) = judge(elements, result, precision)
            .failure
        else {
          Issue.record("element \(index) passes as \(value)")
          return
        }
      }
    }
  }

  @Test func `NaN and infinities are matched by kind and place`() {
    let special = CaseTensor(shape: [3], reals: [.nan, .infinity, -.infinity])
    #expect(judge([.nan, .infinity, -.infinity], exact(special)).passes)
    #expect(judge([.nan, .infinity, -.infinity], bounded(special)).passes)
    let wrongs: [[Double]] = [[1, .infinity, -.infinity], [.nan, .nan, -.infinity], [.nan, .infinity, .infinity]]
    for wrong in wrongs {
      #expect(!judge(wrong, exact(special)).passes)
      #expect(!judge(wrong, bounded(special, factor: 1e300)).passes)
    }
  }

  @Test func `zeros everywhere do not pass`() {
    #expect(judge([0, 0, 0, 0, 0, 0], bounded(expected)).failure == .allZero)
    let cancelled = GoldenCase.Result(
      name: "output", expected: expected, bound: Bound(.bounded(factor: 4, magnitude: "m"), reason: "a test"),
      magnitude: [1e9, 1e9, 0.1, 1e9, 1e9, 1e9])
    #expect(judge([0, 0, 0, 0, 0, 0], cancelled).failure == .allZero)
    let zeros = CaseTensor(shape: [2], reals: [0, 0])
    #expect(judge([0, 0], exact(zeros)).passes)
    #expect(!judge([0, 1e-30], exact(zeros)).passes)
  }

  @Test func `signs of zeros count where the case says so`() {
    let zeros = CaseTensor(shape: [2], reals: [0, -0.0])
    #expect(judge([0, 0], exact(zeros)).passes)
    #expect(judge([0, 0], exact(zeros, signedZeros: true)).failure == .sign(index: 1))
    #expect(judge([0, -0.0], exact(zeros, signedZeros: true)).passes)
  }

  @Test(arguments: [[6], [3, 2], [1, 2, 3], [2, 2], [0], []])
  func `another shape does not pass`(_ shape: [Int]) {
    let given = CaseTensor(shape: shape, reals: [Double](repeating: 1, count: shape.reduce(1, *)))
    #expect(
      Comparator(precision: .float32).judge(given, bounded(expected)).failure == .shape(given: shape, expected: [2, 3]))
  }

  @Test func `values in the order of other axes do not pass`() {
    let turned = expected.permuted([1, 0]).reshaped([2, 3])
    #expect(!Comparator(precision: .float32).judge(turned, bounded(expected)).passes)
  }

  @Test func `missing and extra tensors are said`() {
    let judgements = Comparator(precision: .float32).judge(["other": expected], [bounded(expected)])
    #expect(judgements.map(\.failure) == [.missing, .extra])
  }

  @Test func `indices are integers and equal`() {
    let indices = CaseTensor(shape: [2], integers: [3, 1])
    #expect(Comparator(precision: .float32).judge(indices, exact(indices)).passes)
    #expect(!Comparator(precision: .bfloat16).judge(CaseTensor(shape: [2], integers: [1, 3]), exact(indices)).passes)
    #expect(judge([3, 1], exact(indices)).failure == .notIntegers)
  }

  @Test func `a precision has bounds of its own`() {
    var elements = expected.reals
    elements[0] += 0x1p-10
    for precision in Precision.allCases {
      #expect(judge(elements, bounded(expected), precision).passes == precision.isReduced, "\(precision)")
    }
    elements[0] = 1 + 0x1p-7
    #expect(judge(elements, bounded(expected), .bfloat16).passes)
    #expect(!judge(elements, bounded(expected), .float16).passes)
    #expect(!judge(elements, bounded(expected), .tf32).passes)
  }

  @Test func `an overflow of float16 is named`() throws {
    let large = CaseTensor(shape: [1], reals: [70000])
    let failure = try #require(judge([.infinity], bounded(large), .float16).failure)
    #expect(failure.description.contains("overflow"))
  }
}
