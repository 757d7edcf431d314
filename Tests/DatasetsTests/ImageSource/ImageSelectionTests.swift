import Datasets
import ImageCodecs
import Testing

struct ImageSelectionTests {
  /// 20 images of 5 classes, each image of one gray that is its number.
  private func splits() -> ImageSplits {
    func images(_ count: Int) -> LabeledImages {
      LabeledImages(
        height: 1, width: 1, channels: 1, pixels: (0..<UInt8(count)).map { $0 },
        labels: (0..<UInt16(count)).map { $0 % 5 }, classNames: ["a", "b", "c/d", "e", "4"])
    }
    return ImageSplits(training: images(20), validation: images(10), kind: .idx)
  }

  private func pixels(_ source: any ImageSource) throws -> [UInt8] {
    try (0..<source.count).flatMap { try source.image(at: $0, options: DecodingOptions()).pixels }
  }

  @Test func `classes that are chosen keep their order and get labels from 0`() throws {
    let chosen = try ImageSelection(classes: ["e", "0-1"]).applied(to: splits())
    #expect(chosen.training.classes.map(\.name) == ["a", "b", "e"])
    #expect(try pixels(chosen.training) == [0, 1, 3, 5, 6, 8, 10, 11, 13, 15, 16, 18])
    #expect((0..<6).map(chosen.training.label) == [0, 1, 2, 0, 1, 2])
    #expect(try pixels(chosen.validation) == [0, 1, 3, 5, 6, 8])
    #expect(chosen.training.name(at: 2) == "image 3")
  }

  @Test func `of each class the first training images are taken, and all for validation`() throws {
    let chosen = try ImageSelection(classes: ["c/d", "4"], imagesPerClass: 3).applied(to: splits())
    #expect(try pixels(chosen.training) == [2, 4, 7, 9, 12, 14])
    #expect((0..<6).map(chosen.training.label) == [0, 1, 0, 1, 0, 1])
    #expect(chosen.validation.count == 4)
    #expect(try ImageSelection(imagesPerClass: 1).applied(to: splits()).training.count == 5)
  }

  @Test(arguments: ["f", "5", "-1", "3-9", "2-1", "0-", "", "1-2-3", "9223372036854775808"])
  func `a class that the data does not have is refused with those that it has`(_ text: String) throws {
    let error = #expect(throws: DatasetError.self) {
      _ = try ImageSelection(classes: [text]).applied(to: splits())
    }
    #expect(error?.description.contains("'\(text)'; it has 5, numbered from 0: a, b") == true)
  }

  @Test func `no images are no selection`() throws {
    #expect(throws: DatasetError.self) { _ = try ImageSelection(imagesPerClass: 0).applied(to: splits()) }
  }
}
