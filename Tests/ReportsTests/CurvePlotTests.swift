import Foundation
import Reports
import Testing

struct CurvePlotTests {
  private func plot(_ series: CurvePlot.Series..., isLogarithmic: Bool = false) -> String {
    CurvePlot(
      title: "Title", xLabel: "epoch",
      panels: [.init(title: "Loss", yLabel: "nats", series: series, isLogarithmic: isLogarithmic)]
    ).svg
  }

  /// The points of each curve; grids and axes have colours of their own.
  private func curves(in svg: String, color: String = CurvePlot.palette[0]) -> [[String]] {
    svg.split(separator: "\n").filter { $0.hasPrefix("<polyline") && $0.contains("stroke=\"\(color)\"") }.compactMap {
      $0.split(separator: "\"").dropFirst().first?.split(separator: " ").map(String.init)
    }
  }

  private func dots(in svg: String, color: String = CurvePlot.palette[0]) -> Int {
    svg.split(separator: "\n").count { $0.hasPrefix("<circle") && $0.contains("fill=\"\(color)\"") }
  }

  /// Whether each element is closed in the right order and every attribute is quoted.
  private func isWellFormed(_ svg: String) -> Bool {
    var open: [Substring] = []
    for tag in svg.matches(of: /<([\/?]?)([a-z]+)((?: [A-Za-z:-]+="[^"<]*")*)([\/?]?)>/) {
      if tag.1 == "/" {
        guard open.popLast() == tag.2 else { return false }
      } else if tag.4.isEmpty {
        open.append(tag.2)
      }
    }
    let rest = svg.replacing(/<[\/?]?[a-z]+(?: [A-Za-z:-]+="[^"<]*")*[\/?]?>/, with: "")
    return open.isEmpty && !rest.contains("<") && !rest.contains(">")
      && rest.replacing(/&(amp|lt|gt|quot);/, with: "").contains("&") == false
  }

  @Test func `the texts of a plot are in the document`() {
    let svg = CurvePlot(
      title: "Run 7", xLabel: "epoch",
      panels: [
        .init(title: "Loss", yLabel: "nats", series: [.init(name: "training", points: [(1, 2), (2, 1)])]),
        .init(
          title: "Accuracy", yLabel: "%", series: [.init(name: "top-5", points: [(1, 20), (2, 90)])], yRange: 0...100),
      ]
    ).svg
    for text in ["Run 7", "epoch", "Loss", "nats", "training", "Accuracy", "%", "top-5", "100"] {
      #expect(svg.contains(">\(text)</text>"))
    }
    #expect(svg.contains("width=\"1040\""))
    #expect(isWellFormed(svg))
  }

  @Test func `points are placed from the lower left to the upper right`() throws {
    let svg = plot(.init(name: "a", points: [(0, 0), (5, 10), (10, 20)]))
    let curve = try #require(curves(in: svg).first { $0.count == 3 })
    let places = try curve.map { text in
      let parts = text.split(separator: ",")
      return (x: try #require(Double(parts[0])), y: try #require(Double(parts[1])))
    }
    #expect(places[0].x < places[1].x && places[1].x < places[2].x)
    #expect(places[0].y > places[1].y && places[1].y > places[2].y)
    #expect(abs(places[0].y + places[2].y - 2 * places[1].y) < 0.02)
  }

  @Test func `points that are not finite leave a gap, and a lone point is a dot`() {
    let values = [1, 2, .nan, 4, .infinity, 6, 7, 8, 1e200]
    let points = values.enumerated().map { (x: Double($0), y: $1) }
    let svg = plot(.init(name: "a", points: points))
    // The legend's sample, then two runs of several points; the run of one is not a line.
    #expect(curves(in: svg).map(\.count) == [2, 2, 3])
    #expect(dots(in: svg) == 1 + 6)
    #expect(!svg.contains("nan") && !svg.contains("inf"))
  }

  @Test func `a lone point of a long curve is a dot`() {
    var points = (0..<100).map { (x: Double($0), y: 1.0) }
    points[1].y = .nan
    #expect(dots(in: plot(.init(name: "a", points: points))) == 1)
  }

  @Test func `a logarithmic axis skips what is not positive`() {
    let svg = plot(
      .init(name: "a", points: [(0, 1), (1, 0.1), (2, 0), (3, -5), (4, 0.01), (5, 10)]), isLogarithmic: true)
    #expect(curves(in: svg).map(\.count) == [2, 2, 2])
    #expect(svg.contains(">0.01</text>") && svg.contains(">10</text>"))
  }

  @Test func `a plot without data says so`() {
    let svg = plot(.init(name: "test", points: []), .init(name: "other", points: [(1, .nan)]))
    #expect(svg.contains(">no data</text>") && svg.contains(">test (no data)</text>"))
    #expect(isWellFormed(svg))
    #expect(isWellFormed(plot()))
    #expect(isWellFormed(CurvePlot(title: "", xLabel: "", panels: []).svg))
  }

  @Test func `text cannot break out of the markup`() {
    let hostile = "<script>\"&'</svg>\u{0}\u{1B}"
    let svg = CurvePlot(
      title: hostile, xLabel: hostile,
      panels: [
        .init(
          title: hostile, yLabel: hostile, series: [.init(name: hostile, color: hostile, points: [(1, 1), (2, 2)])])
      ]
    ).svg
    #expect(isWellFormed(svg))
    #expect(svg.contains("&lt;script&gt;&quot;&amp;'&lt;/svg&gt;\u{FFFD}\u{FFFD}"))
    #expect(!svg.unicodeScalars.contains("\u{0}"))
  }

  @Test func `curves take the colours of the palette unless they have one`() {
    let points: [(x: Double, y: Double)] = [(1, 1), (2, 2)]
    let svg = plot(
      .init(name: "a", points: points), .init(name: "b", color: "#123456", points: points),
      .init(name: "c", points: points))
    for color in [CurvePlot.palette[0], "#123456", CurvePlot.palette[2]] {
      #expect(curves(in: svg, color: color).count == 2)
    }
    #expect(curves(in: svg, color: CurvePlot.palette[1]).isEmpty)
    #expect(Set(CurvePlot.palette).count == CurvePlot.palette.count)
  }

  @Test func `a curve of many points keeps its extremes and stays small`() throws {
    var points = (0..<300_000).map { (x: Double($0), y: 1 + 0.1 * Double($0 % 7)) }
    points[123_456].y = 9.5
    let svg = plot(.init(name: "loss", points: points))
    #expect(svg.utf8.count < 200_000)
    let curve = try #require(curves(in: svg).last)
    let heights = try curve.map { try #require(Double($0.split(separator: ",")[1])) }
    // The spike is the only point near the top of the picture: one place far above all others.
    let highest = try #require(heights.min())
    #expect(heights.count { $0 < highest + 100 } == 1)
  }

  @Test func `values far outside a given range stay within what renderers take`() throws {
    let svg = CurvePlot(
      title: "", xLabel: "",
      panels: [
        .init(
          title: "", yLabel: "", series: [.init(name: "a", points: [(0, 0.5), (1, 1e99), (2, -1e99)])], yRange: 0...1)
      ]
    ).svg
    #expect(curves(in: svg).last?.count == 3)
    #expect(!svg.contains("e+") && svg.contains(",-100000") && svg.contains(",100000"))
  }
}
