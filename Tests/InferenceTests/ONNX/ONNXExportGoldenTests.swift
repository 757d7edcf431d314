import Networks
import Testing
import WeightFormats

@testable import Inference

struct ONNXExportGoldenTests {
  /// SHA-256 of each preset's file at a sixteenth of its width, whose logits ONNX Runtime gave within the bound; see
  /// Fixtures/Generators/check_onnx_export.py.
  private static let digests = [
    "paper": "359ff7eac6295c0a7d3dbdf5c8b08ae1d2d607a1238d0f94600ff25f89afcfdd",
    "krizhevsky-code": "530eab1f6ff95fe766290312e60d4f0963eebb6ad12963140d846e2dc7acb4f9",
    "caffe": "ac7c0df3b7768c047158013f6f727f69aeeb73d8fb414609da6a371542727c79",
    "caffenet": "3ed36c0bbf7eb05f24785075a5a3303e5ab117b09191796c53688b77214b26c8",
    "torchvision": "245f425f1fa0dfbcdc578a8b0ef091488fbd6ec4441f737a70973b0899163c0d",
    "darknet": "d0ae8724613092066ead253659e820e76bbf9535f982762aee34111d9af543ab",
    "cifar10-80sec": "94916de2e60315d5541041f23dceeec2a4b36f9e2b942e4ae9a017dec1e662a6",
    "cifar10-18pct": "bcac79a5eeb2555cb415823fc44965d27a827c1a08b2c351a99911f2c888ca74",
    "cifar10-11pct": "459cb2a26e4c111919efc499c30e5dd2eaa291da4a06e3533c00c7569b86411c",
    "compact": "3828414a72267ac3e2c9a4da28c939b764d34c7efb7b51e9d799b3d973dc6167",
  ]

  @Test(arguments: NetworkSpecification.presets.map(\.name))
  func `each preset is written as the file that another program has run`(name: String) throws {
    let network = try MemoryArchive.network(try .preset(named: name), divisor: 16)
    let bytes = try ONNXExport.bytes(of: network)
    #expect(SHA256.hexDigest(of: bytes) == Self.digests[name], "if the graph is meant to change, run the script again")
  }
}
