import ImageCodecs

/// Reads, decodes and augments images ahead of their use, on threads of its own, in a fixed order and bounded memory.
///
/// Images come in the order of the requests, and every random change depends on (seed, epoch, image) alone, so neither the
/// number of threads nor their pace shows. At most `ahead` prepared images wait, beside one that each thread decodes.
public final class ImageLoader {
  /// An image to load, and the epoch that its random changes belong to.
  public struct Request: Hashable, Sendable {
    /// The image's number in the source.
    public var image: Int
    /// The epoch; nil for the middle of the frame, as in testing.
    public var epoch: Int?

    /// A request for an image.
    public init(image: Int, epoch: Int? = nil) {
      self.image = image
      self.epoch = epoch
    }
  }

  /// Images that were left out, each once, in the order in which they were met.
  public private(set) var failures: [ImageFailure] = []

  private let prefetcher: OrderedPrefetcher<Result<LoadedImage, Failure>>
  private let badImages: LoadingOptions.BadImages
  private var failed: Set<Int> = []

  private struct Failure: Error {
    let failure: ImageFailure
    let error: DatasetError
  }

  /// Starts loading.
  ///
  /// - Parameters:
  ///   - source: the images.
  ///   - preparation: what the network takes.
  ///   - policy: random changes, and the seed that they depend on.
  ///   - options: threads, memory, bad images.
  ///   - count: number of requests.
  ///   - request: the request at a position below `count`; called on any thread.
  public init(
    source: any ImageSource, preparation: InputPreparation, policy: AugmentationPolicy = .none, seed: UInt64 = 0,
    options: LoadingOptions, count: Int, request: @escaping @Sendable (Int) -> Request
  ) {
    badImages = options.badImages
    let decoding = Self.decodingOptions(preparation, policy, options)
    prefetcher = OrderedPrefetcher(count: count, ahead: options.ahead, workers: options.workers) { position in
      let request = request(position)
      do throws(DatasetError) {
        let image = try source.image(at: request.image, options: decoding)
        let draw = request.epoch.map { epoch in
          preparation.draw(
            policy, for: request.image, imageHeight: image.height, imageWidth: image.width, seed: seed, epoch: epoch)
        }
        return .success(
          LoadedImage(
            index: request.image, label: source.label(at: request.image),
            prepared: preparation.prepare(image, draw: draw)))
      } catch {
        let failure = ImageFailure(
          index: request.image, name: source.name(at: request.image), problem: error.description)
        return .failure(Failure(failure: failure, error: error))
      }
    }
  }

  /// The images of the next `count` requests, or of as many as are left, without those that are left out.
  ///
  /// - Throws: the error of the first bad image, unless bad images are skipped.
  public func next(_ count: Int) throws(DatasetError) -> [LoadedImage] {
    var images: [LoadedImage] = []
    images.reserveCapacity(count)
    for _ in 0..<count {
      switch prefetcher.next() {
      case .success(let image): images.append(image)
      case .failure(let failure):
        guard badImages == .skip else { throw failure.error }
        if failed.insert(failure.failure.index).inserted { failures.append(failure.failure) }
      case nil: return images
      }
    }
    return images
  }

  private static func decodingOptions(
    _ preparation: InputPreparation, _ policy: AugmentationPolicy, _ options: LoadingOptions
  ) -> DecodingOptions {
    var decoding = DecodingOptions(channels: preparation.channels == .gray ? .gray : .rgb)
    guard options.scalesInDecoder else { return decoding }
    switch (preparation.resizing, policy.crop) {
    // What a random part will be enlarged by is not known before it is drawn.
    case (_, .randomResized), (.none, _): break
    case (.shorterSide(let side), _), (.shorterSideSquare(let side), _): decoding.minimumShorterSide = side
    case (.stretched(let height, let width), _): decoding.minimumShorterSide = max(height, width)
    }
    return decoding
  }
}
