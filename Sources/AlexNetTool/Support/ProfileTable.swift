import Networks

/// A profile as a table: milliseconds of a step by layer and phase, and each layer's share.
package enum ProfileTable {
  /// Phases that belong to layers, with their titles.
  private static let columns: [(phase: StepProfile.Phase, title: String)] = [
    (.forward, "forward"), (.inputGradient, "input grad."), (.filterGradient, "filter grad."),
    (.biasGradient, "bias grad."), (.optimizer, "optimizer"),
  ]
  /// Phases that belong to none.
  private static let others: [StepProfile.Phase] = [.loss, .preparation, .loading]

  /// The table, and a line above it; nothing but the line where no step was watched.
  package static func text(_ profile: StepProfile) -> String {
    let steps = profile.steps
    guard steps > 0 else { return "no step was profiled\n" }
    let whole = profile.stepSeconds
    var table = TextTable(columns: [
      "ms a step": .left, columns[0].title: .right, columns[1].title: .right, columns[2].title: .right,
      columns[3].title: .right, columns[4].title: .right, "sum": .right, "share": .right,
    ])
    func time(_ seconds: Double) -> TextTable.Cell {
      seconds == 0 ? .empty : .decimal(seconds / Double(steps) * 1e3, places: 2)
    }
    func share(_ seconds: Double) -> TextTable.Cell {
      .text(NumberText.decimal(whole > 0 ? 100 * seconds / whole : 0, places: 1) + " %")
    }
    func row(_ name: String, _ seconds: [Double]) {
      let sum = seconds.reduce(0, +)
      table.addRow([.text(name)] + seconds.map(time) + [time(sum), share(sum)])
    }
    var watched = 0.0
    for (layer, name) in profile.layerNames.enumerated() {
      let seconds = columns.map { profile.seconds($0.phase, layer: layer) }
      watched += seconds.reduce(0, +)
      row(name, seconds)
    }
    table.addRule()
    row(
      "all layers",
      columns.map { column in
        profile.layerNames.indices.reduce(0) { $0 + profile.seconds(column.phase, layer: $1) }
      })
    let empty = [TextTable.Cell](repeating: .empty, count: columns.count)
    func single(_ name: String, _ seconds: Double) {
      table.addRow([.text(name)] + empty + [time(seconds), share(seconds)])
    }
    for phase in others {
      let seconds = profile.seconds(phase, layer: nil)
      watched += seconds
      single(phase.rawValue, seconds)
    }
    single("between them", max(0, whole - watched))
    single("step", whole)
    let each = NumberText.decimal(whole / Double(steps) * 1e3, places: 1)
    return "profile of \(NumberText.grouped(steps)) steps, \(each) ms each\n\n" + table.description
  }
}
