import ImageCodecs
import Synchronization
import Tensors

/// Writes a shard: images are decoded, resized and encoded on all threads, and written in order.
struct ShardWriter {
  /// What became of a shard.
  struct Written {
    let record: ShardRecord
    /// The sums over its images, if they are for training and there are some.
    let sums: ImageStatisticsAccumulator?
  }

  /// An image's file, or why there is none.
  private typealias Outcome = Result<[UInt8], PreparationError>

  /// How images are stored.
  let plan: ShardPlan
  /// The split that the images are of.
  let source: any ImageSource
  /// What becomes of images that cannot be decoded.
  let badImages: ShardPreparation.BadImagePolicy

  /// Writes a shard.
  ///
  /// - Parameters:
  ///   - shard: what to write.
  ///   - order: the image at each place of the split; nil if they are not shuffled.
  ///   - path: the file to write.
  ///   - progress: is told the number of images that are done, again and again.
  func write(
    _ shard: ShardPlan.Shard, order: [Int]?, to path: String, progress: (Int) -> Void
  ) throws(PreparationError) -> Written {
    let sums = shard.isTraining ? SharedSums() : nil
    var skipped: [PreparationSummary.SkippedImage] = []
    var archive = try TarWriter(preparing: path)
    var next = shard.places.lowerBound
    while next < shard.places.upperBound {
      let batch = next..<min(next + batchSize, shard.places.upperBound)
      for (place, outcome) in zip(batch, encode(batch, order, sums)) {
        let index = order?[place] ?? place
        switch outcome {
        case .success(let encoded):
          try append(encoded, of: index, at: place, to: &archive)
        case .failure(let error):
          guard badImages == .skip, error.isOfOneImage else { throw error }
          skipped.append(.init(name: source.name(at: index), reason: error.description))
        }
      }
      next = batch.upperBound
      progress(next - shard.places.lowerBound)
    }
    let record = ShardRecord(
      images: shard.places.count - skipped.count, bytes: try Self.commit(archive, path: path), skipped: skipped)
    return Written(record: record, sums: sums?.merged())
  }

  /// Images between two writes: the threads wait for the slowest, but what is encoded takes memory, raw pixels the most.
  private var batchSize: Int {
    let bytesPerImage = 3 * plan.size.height * plan.size.width
    return Parallel.threads * max(1, min(16, (32 << 20) / bytesPerImage))
  }

  private func append(
    _ encoded: [UInt8], of index: Int, at place: Int, to archive: inout TarWriter
  ) throws(PreparationError) {
    let key = SampleKey.key(index: place, name: source.name(at: index))
    do throws(DatasetError) {
      try archive.append("\(key).cls", contents: Array("\(source.label(at: index))".utf8).span)
      try archive.append("\(key).\(plan.options.imageExtension)", contents: encoded.span)
    } catch {
      throw .dataset(error)
    }
  }

  /// Ends the archive and returns its size.
  private static func commit(_ archive: consuming TarWriter, path: String) throws(PreparationError) -> Int {
    do throws(DatasetError) {
      try archive.commit()
      return try RandomAccessFile(path: path).count
    } catch {
      throw .dataset(error)
    }
  }

  // MARK: - Images

  /// The files of the images at some places.
  private func encode(_ places: Range<Int>, _ order: [Int]?, _ sums: SharedSums?) -> [Outcome] {
    let outcomes = Mutex([Outcome?](repeating: nil, count: places.count))
    Parallel.forEach(places.count) { offset in
      let place = places.lowerBound + offset
      let outcome: Outcome
      do throws(PreparationError) {
        outcome = .success(try encode(order?[place] ?? place, sums))
      } catch {
        outcome = .failure(error)
      }
      outcomes.withLock { $0[offset] = outcome }
    }
    return outcomes.withLock { $0.compactMap { $0 } }
  }

  /// The file of an image, which is added to the sums once nothing can fail any more.
  private func encode(_ index: Int, _ sums: SharedSums?) throws(PreparationError) -> [UInt8] {
    let stored: Image
    do throws(DatasetError) {
      stored = try shaped(try source.image(at: index, options: plan.options.decoding), index)
    } catch {
      throw .dataset(error)
    }
    if plan.options.shape == .asStored, stored.height != plan.size.height || stored.width != plan.size.width {
      throw .sizeMismatch(
        name: source.name(at: index), found: "\(stored.height)×\(stored.width)",
        expected: "\(plan.size.height)×\(plan.size.width)")
    }
    let encoded: [UInt8]
    switch plan.options.encoding {
    case .raw:
      encoded = PNMEncoder.encode(stored)
    case .jpeg:
      do throws(JPEGEncodingError) {
        encoded = try JPEGEncoder.encode(stored, options: plan.options.jpeg)
      } catch {
        throw .encoding(name: source.name(at: index), error)
      }
    }
    sums?.add(
      plan.options.shape == .shorterSide
        ? stored.centreCropped(height: plan.size.height, width: plan.size.width) : stored)
    return encoded
  }

  /// An image in the size in which it is stored.
  private func shaped(_ image: Image, _ index: Int) throws(DatasetError) -> Image {
    let side = plan.options.side
    switch plan.options.shape {
    case .asStored:
      return image
    case .square:
      return image.resizedShorterSideSquare(side)
    case .shorterSide:
      do throws(ImageError) {
        // 64 times as long as wide: nothing that a network is to see, and it would take memory without bound.
        return try image.resizedShorterSide(to: side, maximumPixels: min(64 * side * side, 1 << 27))
      } catch {
        throw .image(name: source.name(at: index), error)
      }
    }
  }
}

extension TarWriter {
  /// Begins a shard.
  fileprivate init(preparing path: String) throws(PreparationError) {
    do throws(DatasetError) {
      try self.init(path: path)
    } catch {
      throw .dataset(error)
    }
  }
}

extension PreparationError {
  /// Whether the error is one image's, and others may be sound.
  fileprivate var isOfOneImage: Bool {
    switch self {
    case .dataset(let error): error.isOfOneImage
    case .encoding: true
    default: false
    }
  }
}
