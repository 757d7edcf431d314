import Datasets
import ImageCodecs

/// Files of image statistics and of sums; what they give must serve to prepare an image.
enum StatisticsTarget: FuzzTarget {
  static let name = "Statistics"

  // Numbers of the mean image are read, turned round and converted, 8 bytes each.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 64 * bytes.count + 4 << 20 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    let path = try ScratchFolder.path("statistics") + "/statistics.safetensors"
    let file = bytes.withUnsafeBufferPointer { Array($0) }
    for file in [file, SafetensorsRepair.repaired(file)] {
      try ScratchFolder.write(file, to: path)
      do throws(DatasetError) {
        use(try ImageStatistics(path: path))
      } catch {
        try Finding.checkText(of: error)
      }
      do throws(DatasetError) {
        var sums = try ImageStatisticsAccumulator(path: path)
        sums.merge(sums)
        if sums.count > 0 { use(ImageStatistics(sums)) }
      } catch {
        try Finding.checkText(of: error)
      }
    }
  }

  private static func use(_ statistics: ImageStatistics) {
    _ = statistics.deviation
    let (height, width, channels) = (statistics.height, statistics.width, statistics.channels)
    let preparation = InputPreparation(
      height: height, width: width, channels: channels == 1 ? .gray : .bgr, resizing: .none, range: 1,
      centring: .meanImage(MeanImage(statistics, position: .matched)),
      components: statistics.components ?? .krizhevskyCode)
    let image = Image(width: 1, height: 1, channels: channels, pixels: [UInt8](repeating: 1, count: channels))
    let draw = preparation.draw(.krizhevskyCode, for: 0, imageHeight: 1, imageWidth: 1, seed: 0, epoch: 0)
    _ = preparation.values(preparation.prepare(image, draw: draw), as: Float.self)
  }
}
