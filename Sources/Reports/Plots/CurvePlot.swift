/// Curves over a common horizontal axis, in one or more panels, as an SVG document.
///
/// ```swift
/// let plot = CurvePlot(
///   title: "Training", xLabel: "epoch",
///   panels: [.init(title: "Loss", yLabel: "cross-entropy", series: [.init(name: "training", points: losses)])])
/// try Data(plot.svg.utf8).write(to: file)
/// ```
package struct CurvePlot: Sendable {
  /// A curve: points in the order of their x.
  package struct Series: Sendable {
    package var name: String
    /// An SVG colour such as `#0072b2`; nil takes the next of ``CurvePlot/palette``.
    package var color: String?
    /// A point with a coordinate that is not finite, or not positive on a logarithmic axis, leaves a gap in the curve.
    package var points: [(x: Double, y: Double)]

    package init(name: String, color: String? = nil, points: [(x: Double, y: Double)]) {
      self.name = name
      self.color = color
      self.points = points
    }
  }

  /// Axes with curves in them.
  package struct Panel: Sendable {
    package var title: String
    package var yLabel: String
    package var series: [Series]
    /// The vertical range; nil takes a round one that holds every point.
    package var yRange: ClosedRange<Double>?
    package var isLogarithmic: Bool

    package init(
      title: String, yLabel: String, series: [Series], yRange: ClosedRange<Double>? = nil, isLogarithmic: Bool = false
    ) {
      self.title = title
      self.yLabel = yLabel
      self.series = series
      self.yRange = yRange
      self.isLogarithmic = isLogarithmic
    }
  }

  /// Colours that people with any kind of colour vision tell apart, on white (Okabe and Ito, "Color universal design").
  package static let palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#333333"]

  package var title: String
  package var xLabel: String
  package var panels: [Panel]

  package init(title: String, xLabel: String, panels: [Panel]) {
    self.title = title
    self.xLabel = xLabel
    self.panels = panels
  }

  /// The document: panels in rows of two, on a white background, readable without any other file.
  package var svg: String {
    let columns = max(1, min(panels.count, 2))
    let rows = (panels.count + columns - 1) / columns
    let header = title.isEmpty ? 16.0 : 52.0
    let width = Double(columns) * PanelDrawing.width
    let height = header + Double(rows) * PanelDrawing.height
    var markup = SVGMarkup(width: width, height: height, title: title)
    if !title.isEmpty {
      markup.text(title, x: width / 2, y: 34, size: 20, anchor: .middle, isBold: true)
    }
    for (index, panel) in panels.enumerated() {
      let drawing = PanelDrawing(
        panel: panel, xLabel: xLabel, left: Double(index % columns) * PanelDrawing.width,
        top: header + Double(index / columns) * PanelDrawing.height)
      drawing.draw(in: &markup)
    }
    return markup.document
  }
}
