import Datasets
import TestSupport
import Testing
import WeightFormats

struct StatisticsFileTests {
  /// The tensors and metadata of a file; valid ones, of an image of one row and two columns.
  struct Contents: Sendable {
    var values: [(name: String, shape: [Int], values: [Double])] = [
      ("mean.image", [3, 1, 2], [10, 20, 30, 40, 50, 60]), ("mean.colour", [3], [15, 35, 55]),
      ("covariance", [3, 3], [4, 0, 0, 0, 9, 0, 0, 0, 1]), ("eigenvalues", [3], [9, 4, 1]),
      ("eigenvectors", [3, 3], [0, 1, 0, 1, 0, 0, 0, 0, 1]),
    ]
    var metadata = ["format": "alexnet.image-statistics.1", "count": "2"]

    func with(_ index: Int, _ values: [Double]) -> Contents {
      var copy = self
      copy.values[index].values = values
      return copy
    }

    func save(_ path: String) throws {
      var writer = try SafetensorsWriter(
        path: path, tensors: values.map { TensorDeclaration(name: $0.name, dtype: .float64, shape: $0.shape) },
        metadata: metadata)
      for tensor in values { try writer.write(tensor.values, to: tensor.name) }
      try writer.commit()
    }
  }

  private func load(_ contents: Contents) throws -> ImageStatistics {
    let folder = try TemporaryFolder()
    try contents.save(folder.path("s"))
    return try ImageStatistics(path: folder.path("s"))
  }

  @Test func `a valid file is read, planes becoming pixels`() throws {
    let statistics = try load(Contents())
    #expect(statistics.meanImage == [10, 30, 50, 20, 40, 60])
    #expect(statistics.deviation == [2, 3, 1])
    #expect(statistics.components?.eigenvalues == SIMD3(9, 4, 1))
  }

  static let faults: [(String, Contents)] = {
    let valid = Contents()
    var faults = [
      ("a mean above 255", valid.with(0, [300, 20, 30, 40, 50, 60])),
      ("a mean that is no number", valid.with(0, [.nan, 20, 30, 40, 50, 60])),
      ("another mean colour", valid.with(1, [15, 36, 55])),
      ("an asymmetric covariance", valid.with(2, [4, 1, 0, 0, 9, 0, 0, 0, 1])),
      ("a negative variance", valid.with(2, [4, 0, 0, 0, -9, 0, 0, 0, 1])),
      ("an infinite covariance", valid.with(2, [4, .infinity, 0, .infinity, 9, 0, 0, 0, 1])),
      ("eigenvalues in disorder", valid.with(3, [4, 9, 1])),
      ("vectors of another length", valid.with(4, [0, 2, 0, 1, 0, 0, 0, 0, 1])),
      ("vectors that are not orthogonal", valid.with(4, [0, 1, 0, 0, 1, 0, 0, 0, 1])),
    ]
    func add(_ name: String, _ change: (inout Contents) -> Void) {
      var copy = valid
      change(&copy)
      faults.append((name, copy))
    }
    add("no format") { $0.metadata["format"] = nil }
    add("another format") { $0.metadata["format"] = "alexnet.image-sums.1" }
    add("no count") { $0.metadata["count"] = nil }
    add("a count of nothing") { $0.metadata["count"] = "0" }
    add("a count beyond all numbers") { $0.metadata["count"] = "99999999999999999999" }
    add("no covariance") { $0.values.remove(at: 2) }
    add("no eigenvectors") { $0.values.remove(at: 4) }
    add("another shape") { $0.values[0].shape = [1, 3, 2] }
    add("no dimensions") { $0.values[0].shape = [6] }
    add("no rows") { $0.values[0] = ("mean.image", [3, 0, 2], []) }
    add("two channels") { $0.values[0].shape = [2, 1, 3] }
    return faults
  }()

  @Test(arguments: faults) func `a file that holds no statistics is an error`(_ fault: (String, Contents)) {
    #expect(throws: DatasetError.self, "\(fault.0)") { try load(fault.1) }
  }

  @Test func `a missing file and one of another kind are errors`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: DatasetError.self) { try ImageStatistics(path: folder.path("nothing")) }
    try folder.write([1, 2, 3], to: "short")
    #expect(throws: DatasetError.self) { try ImageStatistics(path: folder.path("short")) }
    #expect(throws: DatasetError.self) { try ImageStatisticsAccumulator(path: folder.path("short")) }
  }

  @Test(arguments: [
    (
      ["count": "1"], [10, 20, 30, 40, 50, 60] as [UInt64],
      [1700, 2200, 2700, 2200, 2900, 3600, 2700, 3600, 4500] as [UInt64], true
    ),
    (["count": "1"], [256, 20, 30, 40, 50, 60], [70000, 0, 0, 0, 2500, 0, 0, 0, 6000], false),
    (["count": "1"], [10, 20, 30, 40, 50, 60], [900_000, 0, 0, 0, 2500, 0, 0, 0, 6000], false),
    (["count": "1"], [10, 20, 30, 40, 50, 60], [849, 0, 0, 0, 2500, 0, 0, 0, 10], false),
    (["count": "1"], [10, 20, 30, 40, 50, 60], [1700, 1, 0, 0, 2500, 0, 0, 0, 6000], false),
    (["count": "-1"], [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0], false),
    (["count": "9223372036854775807"], [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0], false),
  ])
  func `sums that no images have are an error`(
    _ metadata: [String: String], _ sums: [UInt64], _ products: [UInt64], _ isValid: Bool
  ) throws {
    let folder = try TemporaryFolder()
    var writer = try SafetensorsWriter(
      path: folder.path("s"),
      tensors: [
        TensorDeclaration(name: "sums", dtype: .uint64, shape: [1, 2, 3]),
        TensorDeclaration(name: "products", dtype: .uint64, shape: [3, 3]),
      ], metadata: metadata.merging(["format": "alexnet.image-sums.1"]) { $1 })
    try writer.write(sums, to: "sums")
    try writer.write(products, to: "products")
    try writer.commit()
    if isValid {
      #expect(try ImageStatisticsAccumulator(path: folder.path("s")).count == 1)
    } else {
      #expect(throws: DatasetError.self) { try ImageStatisticsAccumulator(path: folder.path("s")) }
    }
  }
}
