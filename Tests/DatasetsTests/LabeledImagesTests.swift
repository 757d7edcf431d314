import Datasets
import Testing

@Suite struct LabeledImagesTests {
  private static let images = LabeledImages(
    height: 2, width: 1, channels: 3, pixels: Array(0..<18), labels: [1, 0, 1], classNames: ["a", "b", "c"])

  @Test func `an image is its slice of the pixels`() {
    #expect(Self.images.count == 3)
    #expect(Self.images.valuesPerImage == 6)
    #expect(Array(Self.images.image(at: 0)) == Array(0..<6))
    #expect(Array(Self.images.image(at: 2)) == Array(12..<18))
  }

  @Test func `images are counted by class`() {
    #expect(Self.images.classCount == 3)
    #expect(Self.images.imagesPerClass() == [1, 2, 0])
  }

  @Test func `pixels that do not fit the labels are a programming error`() async {
    await #expect(processExitsWith: .failure) {
      _ = LabeledImages(height: 2, width: 2, channels: 1, pixels: [1, 2, 3], labels: [0], classNames: ["a"])
    }
  }

  @Test func `a label without a class name is a programming error`() async {
    await #expect(processExitsWith: .failure) {
      _ = LabeledImages(height: 1, width: 1, channels: 1, pixels: [1], labels: [1], classNames: ["a"])
    }
  }
}
