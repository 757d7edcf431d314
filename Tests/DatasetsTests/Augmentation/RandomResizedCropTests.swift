import Tensors
import Testing

@testable import Datasets

struct RandomResizedCropTests {
  private func region(_ width: Int, _ height: Int, image: Int, _ bounds: RandomResizedCrop = .init()) -> PixelRegion {
    bounds.region(
      imageWidth: width, imageHeight: height,
      stream: RandomStream(seed: 3, purpose: .augmentation, index: 0, step: image),
      first: 8)
  }

  @Test func `the first try is torchvision's formula`() {
    let stream = RandomStream(seed: 3, purpose: .augmentation, index: 0, step: 1)
    let area = 500.0 * 375 * (0.08 + 0.92 * stream.uniform(8))
    let ratio = Elementary.power(4.0 / 3, 2 * stream.uniform(9) - 1)
    let (width, height) = (Int((area * ratio).squareRoot().rounded()), Int((area / ratio).squareRoot().rounded()))
    #expect(
      region(500, 375, image: 1)
        == PixelRegion(
          row: stream.integer(10, below: 376 - height), column: stream.integer(11, below: 501 - width), height: height,
          width: width))
  }

  @Test(arguments: [(500, 375), (375, 500), (10, 10), (2, 3), (1, 1), (1, 100_000), (100_000, 1), (3, 1 << 40)])
  func `crops lie within their image`(_ width: Int, _ height: Int) {
    for image in 0..<500 { #expect(region(width, height, image: image).isWithin(width: width, height: height)) }
  }

  @Test func `area and aspect are within their bounds`() {
    for image in 0..<2000 {
      let crop = region(1000, 1000, image: image)
      #expect((0.079...1.001).contains(Double(crop.width * crop.height) / 1e6))
      #expect((0.74...1.35).contains(Double(crop.width) / Double(crop.height)))
    }
  }

  @Test func `the mean area is the middle of the bounds`() {
    // Of a large image's crops nearly none is refused below ¾ of its area.
    let bounds = RandomResizedCrop(minimumScale: 0.1, maximumScale: 0.5)
    let areas = (0..<4000).map { image -> Double in
      let crop = region(1000, 1000, image: image, bounds)
      return Double(crop.width * crop.height) / 1e6
    }
    // The standard error is 0.4 / √12 / √4000 < 0.002.
    #expect(abs(areas.reduce(0, +) / 4000 - 0.3) < 0.008)
  }

  @Test(arguments: [(10, 1000, 10, 13, 493, 0), (1000, 10, 13, 10, 0, 493)])
  func `where no try fits, the middle is taken`(
    _ width: Int, _ height: Int, _ cropWidth: Int, _ cropHeight: Int, _ row: Int, _ column: Int
  ) {
    // Eight hundredths of 10 × 1000 need a side of at least 24.
    #expect(
      region(width, height, image: 0)
        == PixelRegion(row: row, column: column, height: cropHeight, width: cropWidth))
  }
}
