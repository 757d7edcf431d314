import Datasets
import ImageCodecs
import Inference
import Networks
import TestSupport
import Testing

struct InputMeanTests {
  private func archive() throws -> MemoryArchive {
    var archive = try MemoryArchive(shapesOf: .caffe())
    archive.metadata = ["alexnet.network": "caffe"]
    return archive
  }

  /// What the middle pixel of a white image becomes.
  private func white(_ model: Model) -> [Float] {
    let image = Image(width: 256, height: 256, channels: 3, pixels: Array(repeating: 255, count: 256 * 256 * 3))
    let values: [Float] = model.preparation.values(model.preparation.prepare(image))
    return Array(values[(113 * 227 + 113) * 3..<(113 * 227 + 114) * 3])
  }

  @Test func `a network that subtracts a mean is refused without one, and told where it was looked for`() throws {
    let error = try #require(throws: ModelError.self) { try Model(archive()) }
    #expect(error.description.contains("statistics.safetensors beside it"))
    #expect(error.description.contains("--mean"))
  }

  @Test func `a colour is subtracted in the network's order of channels`() throws {
    #expect(white(try Model(archive(), mean: "1,2,3")) == [252, 253, 254])
    #expect(throws: ModelError.self) { try Model(archive(), mean: "7") }
    #expect(throws: ModelError.self) { try Model(archive(), mean: "1,2,300") }
  }

  @Test func `a colour may stand in the metadata, a mean image among the tensors`() throws {
    var archive = try archive()
    archive.metadata["alexnet.mean"] = "[1, 2, 3]"
    #expect(white(try Model(archive)) == [252, 253, 254])
    let plane = 256 * 256
    archive.add("mean.image", [3, 256, 256], (0..<3 * plane).map { Float(4 + $0 / plane) })
    #expect(white(try Model(archive)) == [249, 250, 251])
    archive.add("mean.image", [3, 100, 100], Array(repeating: 1, count: 30000))
    #expect(throws: ModelError.self) { try Model(archive) }
  }

  @Test func `statistics beside the weights are taken`() throws {
    let folder = try TemporaryFolder()
    let images = LabeledImages(
      height: 256, width: 256, channels: 3, pixels: (0..<256 * 256 * 3).map { UInt8(10 + $0 % 3) }, labels: [0],
      classNames: ["one"])
    let statistics = try #require(ImageStatistics.compute(over: images, frame: 256, channels: 3))
    try statistics.save(path: folder.path("statistics.safetensors"))
    var archive = try archive()
    archive.name = folder.path("weights.safetensors")
    #expect(white(try Model(archive)) == [243, 244, 245])
  }
}
