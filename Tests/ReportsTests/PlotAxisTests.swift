import Reports
import Testing

struct PlotAxisTests {
  private func labels(_ axis: PlotAxis) -> String { axis.ticks.map(\.label).joined(separator: " ") }

  @Test(arguments: [
    ([0.17, 1.96], "0.0 0.2 0.4 0.6 0.8 1.0 1.2 1.4 1.6 1.8 2.0"),
    ([0, 100], "0 20 40 60 80 100"),
    ([-0.3, 0.25], "−0.3 −0.2 −0.1 0.0 0.1 0.2 0.3"),
    ([0, 45_000], "0 10,000 20,000 30,000 40,000 50,000"),
    ([0, 3e7], "0 0.5×10⁷ 1.0×10⁷ 1.5×10⁷ 2.0×10⁷ 2.5×10⁷ 3.0×10⁷"),
    ([-2e-9, 3e-9], "−2×10⁻⁹ −10⁻⁹ 0 10⁻⁹ 2×10⁻⁹ 3×10⁻⁹"),
    ([], "0.0 0.2 0.4 0.6 0.8 1.0"),
  ])
  func `ticks are round numbers from below the values to above them`(values: [Double], expected: String) {
    #expect(labels(PlotAxis(rounding: values)) == expected)
  }

  @Test(arguments: [
    ([0.013, 3.4], "0.01 0.1 1"),
    ([0.3, 3], "0.2 0.5 1 2 5"),
    ([1e-9, 1], "10⁻⁹ 10⁻⁷ 10⁻⁵ 10⁻³ 10⁻¹"),
    ([2.1, 2.9], "2 5"),
    ([], "0.1 0.2 0.5 1"),
  ])
  func `ticks of a logarithmic axis are 1, 2 and 5 times powers of ten`(values: [Double], expected: String) {
    #expect(labels(PlotAxis(rounding: values, isLogarithmic: true)) == expected)
  }

  @Test func `whole numbers get whole ticks`() {
    #expect(labels(PlotAxis(range: 0.96...3.04, onlyIntegers: true)) == "1 2 3")
    #expect(labels(PlotAxis(range: 1...1, onlyIntegers: true)) == "1")
    #expect(labels(PlotAxis(range: 0.8...12.2, onlyIntegers: true)) == "2 4 6 8 10 12")
  }

  @Test func `a given range is kept`() {
    let axis = PlotAxis(range: 7...93)
    #expect(axis.lowerBound == 7 && axis.upperBound == 93)
    #expect(labels(axis) == "10 20 30 40 50 60 70 80 90")
    #expect(axis.position(of: 7) == 0 && axis.position(of: 50) == 0.5 && axis.position(of: 93) == 1)
  }

  @Test func `positions on a logarithmic axis go by ratios`() {
    let axis = PlotAxis(range: 0.01...100, isLogarithmic: true)
    #expect(abs(axis.position(of: 1) - 0.5) < 1e-12)
    #expect(abs(axis.position(of: 10) - 0.75) < 1e-12)
  }

  // Subnormal.
  private static let tiny = Double.leastNormalMagnitude / 100
  private static let oddValues: [[Double]] = [
    [3, 3], [0, 0], [-1e-4, -1e-4], [tiny, 2 * tiny], [-1e308, 1e308], [1e100, 1e100], [.infinity, .nan, 5],
    [1, 1 + 1e-15], [1e15, 1e15 + 1], [-.infinity], [.leastNonzeroMagnitude, 1],
  ]

  @Test(arguments: oddValues)
  func `any values give a usable axis`(values: [Double]) {
    for isLogarithmic in [false, true] {
      let axis = PlotAxis(rounding: values, isLogarithmic: isLogarithmic)
      #expect(axis.lowerBound.isFinite && axis.upperBound.isFinite && axis.lowerBound < axis.upperBound)
      #expect(!isLogarithmic || axis.lowerBound > 0)
      #expect((1...20).contains(axis.ticks.count))
      #expect(axis.ticks.allSatisfy { (-0.001...1.001).contains(axis.position(of: $0.value)) })
      for value in values where abs(value) <= 1e100 && (!isLogarithmic || value >= 1e-100) {
        #expect((-0.001...1.001).contains(axis.position(of: value)))
      }
    }
  }

  @Test(arguments: [0...Double.infinity, -Double.infinity...Double.infinity, -5...(-1.0), 0...0.0])
  func `any given range gives a usable axis`(range: ClosedRange<Double>) {
    for isLogarithmic in [false, true] {
      let axis = PlotAxis(range: range, isLogarithmic: isLogarithmic)
      #expect(axis.lowerBound < axis.upperBound && axis.upperBound.isFinite)
      #expect((1...20).contains(axis.ticks.count))
    }
  }
}
