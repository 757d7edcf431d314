import ImageCodecs
import Synchronization
import Tensors

extension ImageStatistics {
  /// Statistics of a source's images in the frame of a network, on all threads.
  ///
  /// Sums are exact, so the result does not depend on the order. Images that cannot be read are left out.
  ///
  /// - Parameters:
  ///   - source: the images.
  ///   - frame: side of the square that images become.
  ///   - channels: 1 for gray, 3 for RGB.
  ///   - limit: the most images to read; of more, as many are taken evenly.
  ///   - progress: is told the number of images read so far, one call at a time.
  ///   - isInterrupted: asked before each image; ends the work.
  /// - Returns: nil if no image could be read, or the work was ended.
  public static func compute(
    over source: any ImageSource, frame: Int, channels: Int, limit: Int = .max,
    progress: (@Sendable (Int) -> Void)? = nil, isInterrupted: @Sendable () -> Bool = { false }
  ) -> ImageStatistics? {
    let preparation = InputPreparation(
      height: frame, width: frame, channels: channels == 1 ? .gray : .rgb, resizing: .shorterSideSquare(frame),
      range: 255, centring: .none)
    let options = DecodingOptions(channels: channels == 1 ? .gray : .rgb)
    let count = min(source.count, limit)
    // A task sums images of its own: a sum for each image would be as large as the images.
    let tasks = min(count, Parallel.threads * 4)
    let empty = ImageStatisticsAccumulator(height: frame, width: frame, channels: channels)
    let total = Mutex((sums: empty, done: 0))
    Parallel.forEach(tasks) { task in
      var sums = empty
      for place in count * task / tasks..<count * (task + 1) / tasks {
        if isInterrupted() { return }
        // Of more images than the limit, one out of every so many: multiplied in full width, for any count.
        let (high, low) = place.multipliedFullWidth(by: source.count)
        let index = count.dividingFullWidth((high, low)).quotient
        if let image = try? source.image(at: index, options: options) {
          sums.add(pixels: preparation.prepare(image).pixels.span)
        }
        total.withLock { total in
          total.done += 1
          progress?(total.done)
        }
      }
      total.withLock { $0.sums.merge(sums) }
    }
    let sums = total.withLock { $0.sums }
    return isInterrupted() || sums.count == 0 ? nil : ImageStatistics(sums)
  }
}
