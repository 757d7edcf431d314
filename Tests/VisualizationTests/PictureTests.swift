import ImageCodecs
import Inference
import Networks
import Testing

@testable import Visualization

struct PictureTests {
  /// A 28×28 image with a gradient.
  private func picture(_ value: (Int) -> UInt8 = { UInt8($0 % 251) }) -> Image {
    Image(width: 28, height: 28, channels: 1, pixels: (0..<784).map(value))
  }

  // MARK: Grids

  @Test func `a grid places its cells row by row, enlarged, with gaps`() {
    let cells = (1...3).map { Image(width: 1, height: 1, channels: 1, pixels: [UInt8($0)]) }
    let grid = PictureGrid.make(cells, columns: 2, scale: 2, gap: 1, background: 9)
    #expect(grid.width == 7 && grid.height == 7)
    let rows = (0..<7).map { Array(grid.pixels[$0 * 7..<$0 * 7 + 7]) }
    #expect(rows[0] == [9, 9, 9, 9, 9, 9, 9])
    #expect(rows[1] == [9, 1, 1, 9, 2, 2, 9])
    #expect(rows[2] == rows[1] && rows[3] == rows[0])
    #expect(rows[4] == [9, 3, 3, 9, 9, 9, 9] && rows[5] == rows[4])
  }

  @Test(arguments: [(96, 16), (32, 8), (64, 16), (256, 32), (384, 32), (1, 1), (7, 7), (13, 6)])
  func `grids are wider than high, without holes if that can be`(_ count: Int, _ columns: Int) {
    #expect(PictureGrid.automaticColumns(count) == columns)
  }

  @Test func `values become grays between two ends, and what is no number black`() {
    let map = ValueMap(height: 1, width: 6, values: [-1, 0, 1, 2, 3, .nan])
    #expect(map.gray(from: 0, to: 2).pixels == [0, 0, 128, 255, 255, 0])
    #expect(map.range == (-1, 3))
    let wide = ValueMap(height: 1, width: 2, values: [-.greatestFiniteMagnitude, .greatestFiniteMagnitude])
    #expect(wide.gray(from: wide.range.low, to: wide.range.high).pixels == [0, 255])
  }

  // MARK: Filters

  @Test func `zero is gray, and each filter's largest weight black or white`() throws {
    let model = try SampleModel.compact()
    let weights = try model.parameter(0)
    let filters = try FilterPicture(model, scale: 1)
    #expect(filters.count == 32 && filters.layer == "conv1")
    #expect(filters.image.width == 8 * (5 + 3) + 3 && filters.image.height == 4 * (5 + 3) + 3)
    for number in 0..<32 {
      let (row, column) = number.quotientAndRemainder(dividingBy: 8)
      let cell = (0..<25).map { filters.image.pixels[(3 + row * 8 + $0 / 5) * 67 + 3 + column * 8 + $0 % 5] }
      let filter = weights[number * 25..<(number + 1) * 25]
      let largest = filter.map(abs).max() ?? 0
      for (shown, weight) in zip(cell, filter) {
        #expect(abs(Float(shown) - 127.5 * (1 + weight / largest)) < 0.51)
      }
    }
  }

  @Test func `planes of a network that reads blue first are shown in their colours`() throws {
    // Plane 0 of the first filter, which is blue, has the only weight that is not zero, in its third row.
    let model = try Model(
      SampleModel(.caffe()) { name in
        guard name == "conv1.weight" else { return nil }
        var weights = [Float](repeating: 0, count: 96 * 363)
        weights[2 * 11 + 5] = 1
        return weights
      }, mean: "imagenet")
    let image = try FilterPicture(model, scale: 1).image
    let place = ((3 + 2) * image.width + 3 + 5) * 3
    #expect(Array(image.pixels[place..<place + 3]) == [128, 128, 255])
    #expect(Array(image.pixels[place + 3..<place + 6]) == [128, 128, 128])
  }

  // MARK: Images

  @Test func `activations are the layer's, a picture a channel`() throws {
    let model = try SampleModel.compact()
    let extractor = try FeatureExtractor(model, layer: "pool2", batch: 1)
    let activations = try ActivationPicture(extractor, of: picture(), scale: 1)
    #expect(activations.shape == [64, 7, 7])
    #expect(activations.image.width == 16 * (7 + 3) + 3)
    let values = try extractor.features([picture()])[0]
    #expect(activations.range.high == values.max())
    let first = Array(values[..<49])
    guard let largest = first.max(), let place = first.firstIndex(of: largest), largest > 0 else {
      Issue.record("the first channel is dead")
      return
    }
    #expect(activations.image.pixels[(3 + place / 7) * activations.image.width + 3 + place % 7] == 255)
  }

  @Test func `saliency is of the likeliest class, and another's on demand`() throws {
    let model = try SampleModel.compact()
    let saliency = try SaliencyPicture(model, of: picture())
    let logits = try FeatureExtractor(model, layer: "fc6", batch: 1).features([picture()])[0]
    #expect(saliency.score == logits.max() && logits[saliency.label] == saliency.score)
    #expect(saliency.map.values.contains { $0 > 0 })
    let other = try SaliencyPicture(model, of: picture(), label: (saliency.label + 1) % 10)
    #expect(other.map != saliency.map)
    #expect(throws: VisualizationError.self) { _ = try SaliencyPicture(model, of: picture(), label: 10) }
  }

  @Test func `where nothing changes under the square, the probability stays`() throws {
    let model = try SampleModel.compact()
    let flat = try OcclusionPicture(model, of: picture { _ in 128 })
    #expect(flat.map.values.allSatisfy { $0 == flat.probability })
    let options = OcclusionPicture.Options(side: 4, step: 4)
    // Only the lower right corner differs from the square's gray.
    let corner = try OcclusionPicture(
      model, of: picture { $0 / 28 >= 24 && $0 % 28 >= 24 ? 255 : 128 }, options: options)
    #expect(corner.map.height == 7 && corner.map.width == 7)
    #expect(corner.map.values.dropLast().allSatisfy { $0 == corner.probability })
    #expect(corner.map.values.last != corner.probability)
    let batches = try OcclusionPicture(model, of: picture(), options: options, batch: 3)
    #expect(try batches.map == OcclusionPicture(model, of: picture(), options: options, batch: 50).map)
    #expect(throws: VisualizationError.self) { _ = try OcclusionPicture(model, of: picture(), label: -1) }
  }
}
