import Reports

/// How far a classifier's probabilities can be believed, as curves: accuracy over confidence, and accuracy over the part
/// of images that get an answer.
public enum ReliabilityDiagram {
  /// The document.
  public static func svg(_ measures: ClassificationMeasures, title: String) -> String {
    let bins = measures.bins.filter { $0.images > 0 }
    return CurvePlot(
      title: title, xLabel: "%",
      panels: [
        CurvePlot.Panel(
          title: "Reliability", yLabel: "correct, % (across: confidence)",
          series: [
            CurvePlot.Series(name: "as it is", points: bins.map { (100 * $0.confidence, 100 * $0.accuracy) }),
            CurvePlot.Series(name: "as it should be", color: "#8a8a8a", points: [(0, 0), (100, 100)]),
          ], yRange: 0...100),
        CurvePlot.Panel(
          title: "Abstaining", yLabel: "correct, % (across: answered)",
          series: [
            CurvePlot.Series(
              name: "surest first",
              points: measures.coverageCurve().map { (100 * $0.coverage, 100 * $0.accuracy) })
          ]),
      ]
    ).svg
  }
}
