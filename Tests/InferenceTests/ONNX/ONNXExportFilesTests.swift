import Foundation
import Networks
import Testing
import WeightFormats

@testable import Inference

/// Files of all presets for other programs to run, in the folder that `ALEXNET_ONNX_FOLDER` names; see
/// Fixtures/Generators/check_onnx_export.py.
struct ONNXExportFilesTests {
  private static let folder = ProcessInfo.processInfo.environment["ALEXNET_ONNX_FOLDER"]

  @Test(.enabled(if: folder != nil), .serialized, arguments: NetworkSpecification.presets.map(\.name), [1, 16])
  func `each preset is written, whole and at reduced width, with its logits`(name: String, divisor: Int) throws {
    let path = try "\(#require(Self.folder))/\(name)-\(divisor)"
    let specification = try NetworkSpecification.preset(named: name)
    let network = try MemoryArchive.network(specification, divisor: divisor)
    let scale: Float = specification.input.range == 255 ? 1 : 64
    let logits = try FixtureImage.logits(network, divisor: scale)
    try Data(try ONNXExport.bytes(of: network)).write(to: URL(filePath: path + ".onnx"))
    try JSONEncoder().encode(Results(logits: logits, divisor: scale)).write(to: URL(filePath: path + ".json"))
  }

  private struct Results: Encodable {
    let logits: [Float]
    let divisor: Float
  }
}
