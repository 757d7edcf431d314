import Foundation
import Inference
import Networks
import WeightFormats

/// Weight files of every format, recognized as networks, and ONNX graphs read as such.
enum ModelTarget: FuzzTarget {
  static let name = "Model"

  // What the readers of formats may take, see their targets; each of the presets is laid beside the tensors.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 8192 * bytes.count + 32 << 20 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    let file = bytes.withUnsafeBufferPointer { Array($0) }
    try check(file)
    for repaired in [SafetensorsRepair.repaired(file), ZipRepair.repaired(file)] where repaired != file {
      try check(repaired)
    }
  }

  private static func check(_ file: [UInt8]) throws(Finding) {
    let archive: any WeightArchive
    do {
      archive = try WeightArchives.open(bytes: Data(file), name: "weights")
    } catch {
      return try Finding.checkText(of: error)
    }
    try checkModel(archive)
    if let file = archive as? ONNXFile { try checkGraph(file) }
  }

  /// Checks that what is recognized has all parameters of its network.
  private static func checkModel(_ archive: any WeightArchive) throws(Finding) {
    let model: Model
    do throws(ModelError) {
      model = try Model(archive)
    } catch {
      return try Finding.checkText(of: error)
    }
    guard let plan = try? NetworkPlan(model.specification) else { throw Finding("layers that do not fit each other") }
    try Finding.unless(model.classes.count == plan.classes, "\(model.classes.count) classes of \(plan.classes)")
    for index in plan.parameters.indices {
      let count: Int
      do throws(ModelError) {
        count = try model.parameter(index).count
      } catch {
        try Finding.checkText(of: error)
        continue
      }
      try Finding.unless(count == plan.parameters[index].shape.count, "\(plan.fieldName(index)) has \(count) elements")
    }
  }

  /// Checks that a graph's network has the parameters that its layers take.
  private static func checkGraph(_ file: ONNXFile) throws(Finding) {
    let network: ONNXNetwork
    do throws(ONNXImportError) {
      network = try ONNXNetwork(file)
    } catch {
      return try Finding.checkText(of: error)
    }
    try Finding.unless((try? NetworkPlan(network.specification)) != nil, "layers that do not fit each other")
    for entry in network.entries {
      let count = try? network.values(entry.name).count
      try Finding.unless(count == entry.shape.reduce(1, *), "\(entry.name): \(count ?? -1) values of \(entry.shape)")
    }
    try checkModel(network)
  }
}
