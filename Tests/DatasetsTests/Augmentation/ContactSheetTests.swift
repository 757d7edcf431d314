import Datasets
import ImageCodecs
import Testing

struct ContactSheetTests {
  private let preparation = InputPreparation(
    height: 20, width: 24, channels: .bgr, resizing: .shorterSideSquare(28), range: 255, centring: .none)

  private func cell(_ sheet: ContactSheet, row: Int, column: Int) -> Image {
    sheet.image.cropped(to: PixelRegion(row: 2 + row * 22, column: 2 + column * 26, height: 20, width: 24))
  }

  @Test func `a sheet has a row of images, rows of draws, two rows of views, and a line for each cell`() {
    let sheet = ContactSheet(
      SampleImages.image(50, 40, 3), index: 3, preparation: preparation, policy: .cropsAndMirrors, epochs: 4..<11,
      seed: 1)
    #expect(sheet.image.width == 5 * 26 + 2)
    #expect(sheet.image.height == 5 * 22 + 2)
    #expect(sheet.legend.count == 2 + 7 + 10)
    #expect(sheet.legend[0] == "row 1, column 1: the image, 50 × 40")
    #expect(sheet.legend[2].hasPrefix("row 2, column 1: epoch 4: crop at row "))
    #expect(sheet.legend.last == "row 5, column 5: view 10: centre, mirrored")
  }

  @Test func `cells show what training and testing see`() {
    let image = SampleImages.image(50, 40, 3)
    let sheet = ContactSheet(
      image, index: 3, preparation: preparation, policy: .cropsAndMirrors, epochs: 0..<6, seed: 1)
    let views = image.resizedShorterSideSquare(28).tenViews(height: 20, width: 24)
    for number in 0..<10 { #expect(cell(sheet, row: 3 + number / 5, column: number % 5) == views[number]) }
    for epoch in 0..<6 {
      let draw = preparation.draw(.cropsAndMirrors, for: 3, imageHeight: 40, imageWidth: 50, seed: 1, epoch: epoch)
      guard case .window(let row, let column) = draw.crop else { continue }
      let crop = image.resizedShorterSideSquare(28).cropped(
        to: PixelRegion(row: row, column: column, height: 20, width: 24))
      #expect(cell(sheet, row: 1 + epoch / 5, column: epoch % 5) == (draw.isMirrored ? crop.mirrored() : crop))
    }
  }

  @Test func `gray inputs, narrow images and wild colours make sheets too`() {
    let gray = InputPreparation(
      height: 8, width: 8, channels: .gray, resizing: .shorterSide(8), range: 255, centring: .none)
    #expect(
      ContactSheet(
        SampleImages.image(1, 50_000, 3), index: 0, preparation: gray, policy: .paper, epochs: 0..<1, seed: 1
      ).image.channels == 1)
    let wild = AugmentationPolicy(colour: ColourNoise(convention: .eigenvalues, deviation: .infinity))
    let sheet = ContactSheet(
      SampleImages.image(3, 2, 1), index: 0, preparation: preparation, policy: wild, epochs: 0..<1, seed: 1)
    #expect(sheet.legend.count == 13)
  }
}
