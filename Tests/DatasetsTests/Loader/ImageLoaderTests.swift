import Files
import ImageCodecs
import Tensors
import Testing

@testable import Datasets

struct ImageLoaderTests {
  /// Images of many sizes, one colour each; some cannot be read, and early ones take longest.
  private struct Images: ImageSource {
    var count = 40
    var faulty: Set<Int> = []
    var classes: [ImageClass] { (0..<5).map { ImageClass(identifier: "class \($0)") } }
    func label(at index: Int) -> Int { index % 5 }
    func name(at index: Int) -> String { "image number \(index)" }
    func encodedImage(at index: Int) throws(DatasetError) -> [UInt8]? { nil }

    func image(at index: Int, options: DecodingOptions) throws(DatasetError) -> Image {
      guard !faulty.contains(index) else { throw Self.error(index) }
      let (width, height) = (20 + index % 7, 18 + index % 5)
      let stream = RandomStream(seed: 2, purpose: .verification, step: index)
      let pixels = (0..<width * height * 3).map { UInt8(stream.integer($0, below: 256)) }
      return Image(width: width, height: height, channels: 3, pixels: pixels)
    }

    static func error(_ index: Int) -> DatasetError { .unreadable(file: "image \(index)", reason: "made so") }
  }

  private let preparation = InputPreparation(
    height: 12, width: 11, channels: .rgb, resizing: .shorterSideSquare(16), range: 255,
    centring: .meanColour([1, 2, 3]))

  private func loader(
    _ images: Images, workers: Int, ahead: Int = 8, badImages: LoadingOptions.BadImages = .fail, epochs: Int = 2
  ) -> ImageLoader {
    ImageLoader(
      source: images, preparation: preparation, policy: .paper, seed: 9,
      options: LoadingOptions(workers: workers, ahead: ahead, badImages: badImages), count: epochs * images.count
    ) { ImageLoader.Request(image: ($0 * 7) % images.count, epoch: $0 / images.count) }
  }

  @Test(arguments: [1, 2, 5], [1, 8, 100])
  func `images are those of the requests, prepared by their draws, for any number of threads`(
    workers: Int, ahead: Int
  ) throws {
    let images = Images()
    let loader = loader(images, workers: workers, ahead: ahead)
    var position = 0
    while true {
      let part = try loader.next(9)
      if part.isEmpty { break }
      for loaded in part {
        let index = position * 7 % 40
        let image = try images.image(at: index, options: DecodingOptions())
        let draw = preparation.draw(
          .paper, for: index, imageHeight: image.height, imageWidth: image.width, seed: 9, epoch: position / 40)
        #expect(loaded.index == index)
        #expect(loaded.label == index % 5)
        #expect(loaded.prepared == preparation.prepare(image, draw: draw))
        position += 1
      }
    }
    #expect(position == 80)
    #expect(loader.failures.isEmpty)
  }

  @Test func `draws change with the epoch`() throws {
    let loader = loader(Images(count: 1), workers: 1, epochs: 12)
    let views = Set(try loader.next(12).map(\.prepared.view))
    #expect(views.count > 6)
  }

  @Test func `without an epoch the middle is taken as it is`() throws {
    let images = Images()
    let loader = ImageLoader(
      source: images, preparation: preparation, policy: .paper, seed: 9, options: LoadingOptions(workers: 2, ahead: 4),
      count: 3
    ) { ImageLoader.Request(image: $0) }
    for (index, loaded) in try loader.next(3).enumerated() {
      #expect(loaded.prepared == preparation.prepare(try images.image(at: index, options: DecodingOptions())))
    }
  }

  @Test(arguments: [1, 3])
  func `a bad image ends loading with its error, at its turn`(workers: Int) throws {
    let loader = loader(Images(faulty: [21]), workers: workers)
    #expect(try loader.next(3).map(\.index) == [0, 7, 14])
    #expect(throws: Images.error(21)) { try loader.next(1) }
  }

  @Test(arguments: [1, 3])
  func `bad images are left out, and listed once with their names`(workers: Int) throws {
    let loader = loader(Images(faulty: [21, 7]), workers: workers, badImages: .skip)
    #expect(try loader.next(5).map(\.index) == [0, 14, 28])
    #expect(try loader.next(75).count == 73)
    #expect(
      loader.failures
        == [7, 21].map {
          ImageFailure(index: $0, name: "image number \($0)", problem: Images.error($0).description)
        })
    #expect(try loader.next(1).isEmpty)
  }

  @Test(arguments: [1, 2, 3])
  func `a batch holds the numbers of its images, whatever the threads`(threads: Int) throws {
    let loaded = try loader(Images(), workers: 2).next(6)
    var batch = Tensor<Float>(shape: [4, 12, 11, 3])
    Parallel.withThreads(threads) {
      batch.withMutableView { preparation.fill($0, with: loaded[1..<5]) }
    }
    let expected = loaded[1..<5].flatMap { preparation.values($0.prepared, as: Float.self) }
    #expect(batch.elements == expected)
  }

  @Test func `the decoder may shrink as far as the frame allows`() {
    /// Remembers what it was asked for.
    struct Witness: ImageSource {
      let wanted: Int?
      var count: Int { 1 }
      var classes: [ImageClass] { [ImageClass(identifier: "a")] }
      func label(at index: Int) -> Int { 0 }
      func name(at index: Int) -> String { "a" }
      func encodedImage(at index: Int) throws(DatasetError) -> [UInt8]? { nil }
      func image(at index: Int, options: DecodingOptions) throws(DatasetError) -> Image {
        guard options.minimumShorterSide == wanted, options.channels == .rgb else {
          throw .unreadable(file: "\(String(describing: options.minimumShorterSide))", reason: "not as expected")
        }
        return Image(width: 1, height: 1, channels: 3, pixels: [1, 2, 3])
      }
    }
    for (policy, scales, wanted) in [
      (AugmentationPolicy.paper, true, 16), (.paper, false, nil), (.torchvision, true, nil),
    ] as [(AugmentationPolicy, Bool, Int?)] {
      let loader = ImageLoader(
        source: Witness(wanted: wanted), preparation: preparation, policy: policy, seed: 0,
        options: LoadingOptions(workers: 1, ahead: 1, scalesInDecoder: scales), count: 1
      ) { ImageLoader.Request(image: $0, epoch: 0) }
      #expect(throws: Never.self) { try loader.next(1) }
    }
  }
}
