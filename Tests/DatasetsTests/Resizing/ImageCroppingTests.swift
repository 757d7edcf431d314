import Datasets
import ImageCodecs
import Testing

struct ImageCroppingTests {
  /// 3×2 pixels: sample i is i + 1.
  private let image = Image(width: 3, height: 2, channels: 1, pixels: [1, 2, 3, 4, 5, 6])

  @Test(arguments: [(0, 0, 0), (1, 0, 0), (2, 1, 1), (3, 1, 2), (5, 2, 2), (29, 14, 14), (31, 15, 16), (-1, -1, 0)])
  func `half of an odd number is rounded down by Caffe, to even by torchvision`(_ spare: Int, _ down: Int, _ even: Int)
  {
    func row(_ rounding: CentreRounding) -> Int {
      PixelRegion.centre(height: 40, width: 40, frameHeight: 40 + spare, frameWidth: 40, rounding: rounding).row
    }
    #expect(row(.down) == down)
    #expect(row(.toEven) == even)
  }

  @Test func `a crop is the rectangle asked for`() {
    let colours = SampleImages.image(4, 3, 3)
    let crop = colours.cropped(to: PixelRegion(row: 1, column: 2, height: 2, width: 2))
    #expect(crop.pixels == Array(colours.pixels[18..<24]) + Array(colours.pixels[30..<36]))
  }

  @Test func `what lies outside of the image is black`() {
    #expect(
      image.cropped(to: PixelRegion(row: -1, column: 1, height: 4, width: 3)).pixels
        == [0, 0, 0, 2, 3, 0, 5, 6, 0, 0, 0, 0])
    #expect(image.cropped(to: PixelRegion(row: 9, column: -9, height: 1, width: 2)).pixels == [0, 0])
    #expect(image.centreCropped(height: 2, width: 5).pixels == [0, 1, 2, 3, 0, 0, 4, 5, 6, 0])
  }

  @Test func `a shift moves down and right and leaves black`() {
    #expect(image.shifted(rows: 1, columns: -1).pixels == [0, 0, 0, 2, 3, 0])
  }

  @Test func `a mirror image exchanges columns, not channels`() {
    #expect(image.mirrored().pixels == [3, 2, 1, 6, 5, 4])
    let colours = Image(width: 2, height: 1, channels: 3, pixels: [1, 2, 3, 4, 5, 6])
    #expect(colours.mirrored().pixels == [4, 5, 6, 1, 2, 3])
  }

  @Test func `ten views are four corners, the centre, and their mirror images`() {
    let image = Image(width: 3, height: 3, channels: 1, pixels: [1, 2, 3, 4, 5, 6, 7, 8, 9])
    let views = image.tenViews(height: 1, width: 2)
    #expect(
      views.map(\.pixels) == [[1, 2], [2, 3], [7, 8], [8, 9], [4, 5], [2, 1], [3, 2], [8, 7], [9, 8], [5, 4]])
  }
}
