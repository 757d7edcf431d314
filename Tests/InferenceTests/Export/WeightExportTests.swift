import Inference
import Networks
import TestSupport
import Testing
import WeightFormats

struct WeightExportTests {
  private func parameters(_ model: Model) throws -> [[Float]] {
    try NetworkPlan(model.specification).parameters.indices.map { try model.parameter($0) }
  }

  private func caffe() throws -> MemoryArchive {
    var archive = MemoryArchive(try MemoryArchive.network(.caffe()))
    archive.metadata = ["alexnet.network": "caffe"]
    return archive
  }

  @Test(arguments: WeightExport.Names.allCases)
  func `weights that were written are read again bit for bit, with classes, input and mean`(
    _ names: WeightExport.Names
  ) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("out.safetensors")
    let model = try Model(caffe(), mean: "1,2,3")
    let export = try WeightExport(model, names: names)
    try export.writeSafetensors(path: path)
    let read = try Model(weights: path)
    #expect(try parameters(read) == parameters(model))
    #expect(read.specification == model.specification)
    #expect(read.classes == model.classes)
    #expect(read.mean == .colour([1, 2, 3]))
    #expect(try read.network(capacity: 1).digest == export.digest)
    #expect(read.recordedDigest == export.digest)
    #expect(
      try SafetensorsFile(path: path).tensors[0].name == (names == .layers ? "conv1.weight" : "features.0.weight"))
  }

  @Test(arguments: WeightExport.Format.allCases)
  func `every format gives the weights back bit for bit`(_ format: WeightExport.Format) throws {
    let folder = try TemporaryFolder()
    // The ending does not decide how a file is read.
    let path = folder.path("out")
    let model = try Model(caffe(), mean: "1,2,3")
    let export = try WeightExport(model)
    try export.write(path: path, as: format)
    let archive = try WeightArchives.open(path: path)
    let names = ["safetensors": "safetensors", "pth": "torch", "npz": "npz", "onnx": "ONNX"]
    #expect(archive.formatName == names[format.rawValue])
    let read = try Model(archive, network: "caffe", mean: "1,2,3")
    #expect(try parameters(read) == parameters(model))
    #expect(try read.network(capacity: 1).digest == export.digest)
  }

  @Test(arguments: [WeightExport.Precision.float16, .bfloat16])
  func `PyTorch's files keep sixteen bits too`(_ precision: WeightExport.Precision) throws {
    let folder = try TemporaryFolder()
    let export = try WeightExport(Model(caffe(), mean: "1,2,3"), precision: precision)
    try export.write(path: folder.path("out.pth"), as: .pth)
    let archive = try WeightArchives.open(path: folder.path("out.pth"))
    #expect(archive.entry(named: "fc8.weight")?.type == "torch.\(precision.rawValue)")
    let read = try Model(archive, network: "caffe", mean: "1,2,3")
    #expect(try read.network(capacity: 1).digest == export.digest)
  }

  @Test func `a mean image goes along as a tensor`() throws {
    let folder = try TemporaryFolder()
    var archive = try caffe()
    archive.add("mean.image", [3, 256, 256], (0..<3 * 65536).map { Float($0 / 65536 + $0 % 200) })
    let model = try Model(archive)
    try WeightExport(model).writeSafetensors(path: folder.path("out.safetensors"))
    let read = try Model(weights: folder.path("out.safetensors"))
    #expect(read.mean == model.mean && read.mean != nil)
  }

  @Test func `weights in another network's convention stay so in the file`() throws {
    let folder = try TemporaryFolder()
    let archive = try caffe()
    let model = try Model(archive, network: "paper", mean: "imagenet")
    let export = try WeightExport(model)
    #expect(export.notes.contains { $0.contains("BGR of caffe to RGB of paper") })
    try export.writeSafetensors(path: folder.path("out.safetensors"))
    let read = try Model(weights: folder.path("out.safetensors"))
    #expect(read.specification.name == "paper")
    #expect(try parameters(read) == parameters(model))
    #expect(try parameters(read)[0] != archive.values("conv1.weight"))
  }

  @Test(arguments: [WeightExport.Precision.float16, .bfloat16])
  func `half precision keeps the nearest numbers, and says how near`(_ precision: WeightExport.Precision) throws {
    let folder = try TemporaryFolder()
    let model = try Model(caffe(), mean: "imagenet")
    let export = try WeightExport(model, precision: precision)
    #expect(export.notes.contains { $0.contains("rounded to \(precision.rawValue)") })
    try export.writeSafetensors(path: folder.path("out.safetensors"))
    let read = try Model(weights: folder.path("out.safetensors"))
    #expect(try read.network(capacity: 1).digest == export.digest)
    let unit: Float = precision == .float16 ? 0x1p-11 : 0x1p-8
    for (given, kept) in zip(try parameters(model).joined(), try parameters(read).joined()) {
      // Numbers below 2⁻¹⁴ have fewer digits in float16.
      guard abs(given - kept) <= max(abs(given) * unit, precision == .float16 ? 0x1p-25 : 0) else {
        Issue.record("\(given) became \(kept)")
        return
      }
    }
  }

  @Test func `a number that float16 has not is refused, a changed file is found out`() throws {
    var archive = try caffe()
    let bias = try #require(archive.entry(named: "fc8.bias"))
    archive.add("fc8.bias", bias.shape, Array(repeating: 1e6, count: 1000))
    let model = try Model(archive, mean: "imagenet")
    #expect(throws: ModelError.self) { try WeightExport(model, precision: .float16) }
    archive.metadata["alexnet.digest"] = try WeightExport(model).digest
    #expect(try WeightExport(Model(archive, mean: "imagenet")).notes.contains { $0.contains("digest") })
    archive.add("fc8.bias", bias.shape, Array(repeating: 1, count: 1000))
    #expect(throws: ModelError.self) { try WeightExport(Model(archive, mean: "imagenet")) }
  }

  @Test func `a network that has not torchvision's layers cannot have its names`() throws {
    var archive = MemoryArchive(try MemoryArchive.network(.compact()))
    archive.metadata = ["alexnet.network": "compact"]
    #expect(throws: ModelError.self) { try WeightExport(Model(archive), names: .torchvision) }
  }
}
