import CommandLineSupport
import Networks

/// What the model says of machines that are not at hand.
enum ScalingReport {
  /// Images of ImageNet's training set, and how often the paper's training sees them.
  private static let images = 1_281_167.0
  private static let epochs = 90.0

  /// A table of machines, with the batch and with eight times as many images.
  static func predictions(_ model: ScalingModel, _ plan: NetworkPlan, batch: Int) -> String {
    var table = TextTable(columns: [
      "cores": .right, "memory": .left, "GB/s": .right, "batch": .right, "images/s": .right, "per core": .right,
      "arithmetic": .right, "memory ": .right, "waiting": .right, "days": .right,
    ])
    let alone = Double(batch) / model.time(StepWork(plan, batch: batch), cores: 1).total
    for machine in ScalingModel.Machine.examples {
      for size in [batch, 8 * batch] {
        var model = model
        model.bandwidth = machine.bandwidth * 1e9
        let time = model.time(StepWork(plan, batch: size), cores: machine.cores)
        let rate = Double(size) / time.total
        table.addRow([
          .integer(machine.cores), .text(machine.memory), .decimal(machine.bandwidth, places: 0), .integer(size),
          .decimal(rate, places: 0), percent(rate / alone / Double(machine.cores)),
          percent(time.arithmetic / time.total),
          percent(time.memory / time.total), percent(time.waiting / time.total),
          .decimal(images * epochs / rate / 86400, places: 2),
        ])
      }
    }
    return table.description + "per core: of n times one core's rate; days: 90 epochs of 1,281,167 images"
  }

  /// A fraction as a cell.
  static func percent(_ fraction: Double) -> TextTable.Cell {
    .text(NumberText.decimal(100 * fraction, places: 0) + " %")
  }
}
