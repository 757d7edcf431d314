/// The layout of one panel: title, legend, grid, axes and curves.
struct PanelDrawing: Sendable {
  static let width = 520.0
  static let height = 400.0

  private static let gridColor = "#e3e3e3"
  private static let frameColor = "#8a8a8a"
  private static let narrowestLeftMargin = 78.0
  private static let rightMargin = 22.0
  private static let bottomMargin = 56.0
  private static let titleHeight = 30.0
  private static let legendLineHeight = 20.0
  /// Text cannot be measured here; this is generous for the digits and letters of these fonts at 13 pixels.
  private static let characterWidth = 7.5
  /// Curves with more points than this have no markers; the line says it all.
  private static let mostMarkers = 40
  /// The second cue beside colour, for print without colours.
  private static let dashPatterns = ["", "7 4", "2 3", "9 3 2 3"]

  /// A curve ready to draw.
  private struct Curve {
    var name: String
    var color: String
    var dashes: String
    var runs: [[(x: Double, y: Double)]]
    var hasMarkers: Bool

    /// Curves of many points are often noisy and would run together if they were as strong as the others.
    var lineWidth: Double { hasMarkers ? 2.2 : 1.4 }
  }

  private struct LegendEntry {
    var curve: Curve
    var x: Double
    var line: Int
  }

  private let panel: CurvePlot.Panel
  private let xLabel: String
  private let left: Double
  private let top: Double
  private let xAxis: PlotAxis
  private let yAxis: PlotAxis
  private let curves: [Curve]
  private let legend: [LegendEntry]

  init(panel: CurvePlot.Panel, xLabel: String, left: Double, top: Double) {
    self.panel = panel
    self.xLabel = xLabel
    self.left = left
    self.top = top
    curves = panel.series.enumerated().map { Self.curve($1, at: $0, isLogarithmic: panel.isLogarithmic) }
    let points = curves.flatMap { $0.runs.joined() }
    xAxis = Self.horizontalAxis(points.map(\.x))
    yAxis =
      panel.yRange.map { PlotAxis(range: $0, isLogarithmic: panel.isLogarithmic) }
      ?? PlotAxis(rounding: points.map(\.y), isLogarithmic: panel.isLogarithmic)
    legend = Self.legend(curves)
  }

  private var leftMargin: Double {
    let widestLabel = Double(yAxis.ticks.map(\.label.count).max() ?? 0) * Self.characterWidth
    return max(Self.narrowestLeftMargin, widestLabel + 40)
  }
  private var plotLeft: Double { left + leftMargin }
  private var plotWidth: Double { Self.width - leftMargin - Self.rightMargin }
  private var plotTop: Double {
    top + Self.titleHeight + Double((legend.last?.line ?? -1) + 1) * Self.legendLineHeight + 8
  }
  private var plotBottom: Double { top + Self.height - Self.bottomMargin }

  func draw(in markup: inout SVGMarkup) {
    markup.text(
      panel.title, x: plotLeft + plotWidth / 2, y: top + 18, size: 16, anchor: .middle, isBold: true)
    drawLegend(in: &markup)
    drawAxes(in: &markup)
    if curves.allSatisfy(\.runs.isEmpty) {
      markup.text(
        "no data", x: plotLeft + plotWidth / 2, y: (plotTop + plotBottom) / 2, size: 14, anchor: .middle)
    }
    // The margin keeps markers at the border whole.
    let margin = 5.0
    markup.clipped(
      left: plotLeft - margin, top: plotTop - margin, width: plotWidth + 2 * margin,
      height: plotBottom - plotTop + 2 * margin
    ) { markup in
      for curve in curves { draw(curve, in: &markup) }
    }
  }

  private func drawAxes(in markup: inout SVGMarkup) {
    let stride = xLabelStride
    for (index, tick) in xAxis.ticks.enumerated() {
      let x = place(x: tick.value)
      markup.line(from: (x, plotTop), to: (x, plotBottom), color: Self.gridColor)
      guard index.isMultiple(of: stride) else { continue }
      markup.text(tick.label, x: x, y: plotBottom + 18, size: 13, anchor: .middle)
    }
    for tick in yAxis.ticks {
      let y = place(y: tick.value)
      markup.line(from: (plotLeft, y), to: (plotLeft + plotWidth, y), color: Self.gridColor)
      markup.text(tick.label, x: plotLeft - 8, y: y + 4.5, size: 13, anchor: .end)
    }
    markup.polyline(
      [(plotLeft, plotTop), (plotLeft, plotBottom), (plotLeft + plotWidth, plotBottom)], color: Self.frameColor,
      width: 1)
    markup.text(xLabel, x: plotLeft + plotWidth / 2, y: plotBottom + 40, size: 14, anchor: .middle)
    markup.text(
      panel.yLabel, x: left + 20, y: (plotTop + plotBottom) / 2, size: 14, anchor: .middle, isVertical: true)
  }

  /// 2 if only every second label fits, and so on.
  private var xLabelStride: Int {
    guard xAxis.ticks.count > 1 else { return 1 }
    let distance = place(x: xAxis.ticks[1].value) - place(x: xAxis.ticks[0].value)
    let widestLabel = Double(xAxis.ticks.map(\.label.count).max() ?? 0) * Self.characterWidth
    return max(1, Int((widestLabel / distance).rounded(.up)))
  }

  private func drawLegend(in markup: inout SVGMarkup) {
    for entry in legend {
      let x = plotLeft + entry.x
      let y = top + Self.titleHeight + (Double(entry.line) + 0.5) * Self.legendLineHeight
      markup.line(
        from: (x, y), to: (x + 26, y), color: entry.curve.color, width: entry.curve.lineWidth,
        dashes: entry.curve.dashes
      )
      if entry.curve.hasMarkers { markup.dot(x: x + 13, y: y, radius: 3.2, color: entry.curve.color) }
      markup.text(entry.curve.name, x: x + 32, y: y + 4.5, size: 13, anchor: .start)
    }
  }

  private func draw(_ curve: Curve, in markup: inout SVGMarkup) {
    for run in curve.runs {
      let points = thinned(run.map { (x: place(x: $0.x), y: place(y: $0.y)) })
      if points.count > 1 {
        markup.polyline(points, color: curve.color, width: curve.lineWidth, dashes: curve.dashes)
      }
      // A run of one point would be invisible as a line.
      if curve.hasMarkers || points.count == 1 {
        for point in points { markup.dot(x: point.x, y: point.y, radius: 3.2, color: curve.color) }
      }
    }
  }

  private func place(x: Double) -> Double { plotLeft + xAxis.position(of: x) * plotWidth }

  private func place(y: Double) -> Double { plotBottom - yAxis.position(of: y) * (plotBottom - plotTop) }

  /// Of the points that share half a pixel in x, keeps the first, the lowest, the highest and the last, in their order.
  ///
  /// A curve of a million steps then looks the same and takes a few thousand points.
  private func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    var result: [(x: Double, y: Double)] = []
    var start = 0
    while start < points.count {
      let column = (points[start].x * 2).rounded(.down)
      var end = start + 1
      var (lowest, highest) = (start, start)
      while end < points.count, (points[end].x * 2).rounded(.down) == column {
        if points[end].y < points[lowest].y { lowest = end }
        if points[end].y > points[highest].y { highest = end }
        end += 1
      }
      for index in Set([start, lowest, highest, end - 1]).sorted() { result.append(points[index]) }
      start = end
    }
    return result
  }

  private static func curve(_ series: CurvePlot.Series, at index: Int, isLogarithmic: Bool) -> Curve {
    var runs: [[(x: Double, y: Double)]] = [[]]
    for point in series.points {
      if PlotAxis.isDrawable(point.x, isLogarithmic: false), PlotAxis.isDrawable(point.y, isLogarithmic: isLogarithmic)
      {
        runs[runs.count - 1].append(point)
      } else {
        runs.append([])
      }
    }
    runs.removeAll(where: \.isEmpty)
    return Curve(
      name: runs.isEmpty ? series.name + " (no data)" : series.name,
      color: series.color ?? CurvePlot.palette[index % CurvePlot.palette.count],
      dashes: dashPatterns[index % dashPatterns.count], runs: runs, hasMarkers: series.points.count <= mostMarkers)
  }

  /// The exact range of the values with a little air on both sides; whole numbers, such as epochs, get whole ticks.
  private static func horizontalAxis(_ values: [Double]) -> PlotAxis {
    guard let low = values.min(), let high = values.max() else { return PlotAxis(range: 0...1) }
    let air = (high - low) * 0.02
    return PlotAxis(range: (low - air)...(high + air), onlyIntegers: values.allSatisfy { $0 == $0.rounded() })
  }

  private static func legend(_ curves: [Curve]) -> [LegendEntry] {
    var entries: [LegendEntry] = []
    var (x, line) = (0.0, 0)
    for curve in curves {
      let entryWidth = 32 + Double(curve.name.count) * characterWidth + 18
      if x > 0, x + entryWidth > width - narrowestLeftMargin - rightMargin { (x, line) = (0, line + 1) }
      entries.append(LegendEntry(curve: curve, x: x, line: line))
      x += entryWidth
    }
    return entries
  }
}
