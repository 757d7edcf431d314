import Datasets
import ImageCodecs
import TestSupport
import Testing

/// The numbers are numpy's (mean, cov with bias, linalg.eigh) for the same images, printed by
/// Fixtures/Generators/make_resize_fixtures.py.
struct ImageStatisticsTests {
  /// Four images of 3×2 pixels.
  private static let images = (0..<4).map {
    Image(width: 3, height: 2, channels: 3, pixels: SampleImages.samples(18 * $0..<18 * ($0 + 1)))
  }

  private static func sums(_ images: some Sequence<Image>) -> ImageStatisticsAccumulator {
    var sums = ImageStatisticsAccumulator(height: 2, width: 3, channels: 3)
    for image in images { sums.add(image) }
    return sums
  }

  private let statistics = ImageStatistics(sums(images))

  private func expectEqual(_ found: [Double], _ expected: [Double], within tolerance: Double) {
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) <= tolerance) }
  }

  @Test func `mean image and mean colour are numpy's`() {
    #expect(
      statistics.meanImage == [
        101, 117.25, 230.75, 88, 167, 93.5, 109.5, 132.25, 115, 156, 108.75, 189.5, 107.75, 160, 111.25, 124, 109.5, 94,
      ])
    #expect(statistics.meanColour == [114.375, 132.45833333333334, 139])
    #expect(statistics.count == 4)
  }

  @Test func `covariance and deviations are numpy's`() {
    let expected = [
      4879.401041666666, -247.33854166666669, -339.9583333333333, -247.33854166666669, 5031.164930555554,
      -1733.3333333333333, -339.9583333333333, -1733.3333333333333, 5326.833333333333,
    ]
    expectEqual(statistics.covariance, expected, within: 1e-11)
    expectEqual(statistics.deviation, [0, 4, 8].map { expected[$0].squareRoot() }, within: 1e-12)
  }

  @Test func `principal components are numpy's, with their largest number positive`() throws {
    let components = try #require(statistics.components)
    expectEqual(
      (0..<3).map { components.eigenvalues[$0] }, [6922.088206791421, 4985.667898881485, 3329.643199882645],
      within: 1e-10)
    let expected = [
      [-0.04163715694305342, -0.6721709344238311, 0.7392243110703904],
      [0.965437364318324, -0.2175906397460542, -0.1434747680708722],
      [0.2572878596820831, 0.7077008890842914, 0.6579987909179743],
    ]
    for (vector, expected) in zip(components.eigenvectors, expected) {
      expectEqual((0..<3).map { vector[$0] }, expected, within: 1e-13)
    }
  }

  @Test func `sums are the same in whatever parts and order they are made`() {
    let images = Self.images
    let whole = Self.sums(images)
    #expect(Self.sums(images.reversed()) == whole)
    var parts = Self.sums(images[2...])
    parts.merge(Self.sums([]))
    parts.merge(Self.sums(images[..<2]))
    #expect(parts == whole)
    #expect(ImageStatistics(parts) == statistics)
    #expect(!whole.canMerge(ImageStatisticsAccumulator(height: 3, width: 2, channels: 3)))
  }

  @Test func `gray images have statistics without components`() {
    var sums = ImageStatisticsAccumulator(height: 1, width: 2, channels: 1)
    sums.add(Image(width: 2, height: 1, channels: 1, pixels: [10, 20]))
    sums.add(Image(width: 2, height: 1, channels: 1, pixels: [30, 20]))
    let statistics = ImageStatistics(sums)
    #expect(statistics.meanImage == [20, 20])
    #expect(statistics.covariance == [50])
    #expect(statistics.components == nil)
  }

  @Test func `many bright images of one colour have no covariance at all`() throws {
    // In floating point, sums of squares near 10⁹ would leave some.
    var sums = ImageStatisticsAccumulator(height: 16, width: 16, channels: 3)
    let image = Image(width: 16, height: 16, channels: 3, pixels: [UInt8](repeating: 253, count: 768))
    for _ in 0..<100 { sums.add(image) }
    for _ in 0..<5 {
      let copy = sums
      sums.merge(copy)
    }
    let statistics = ImageStatistics(sums)
    #expect(statistics.count == 3200)
    #expect(statistics.covariance.allSatisfy { $0 == 0 })
    #expect(try #require(statistics.components).eigenvalues == SIMD3())
  }

  @Test func `statistics and sums survive their files`() throws {
    let folder = try TemporaryFolder()
    let sums = Self.sums(Self.images)
    try sums.save(path: folder.path("sums"))
    #expect(try ImageStatisticsAccumulator(path: folder.path("sums")) == sums)
    try statistics.save(path: folder.path("statistics"))
    #expect(try ImageStatistics(path: folder.path("statistics")) == statistics)
    try Self.sums([]).save(path: folder.path("none"))
    #expect(try ImageStatisticsAccumulator(path: folder.path("none")) == Self.sums([]))
  }
}
