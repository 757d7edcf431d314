import Datasets
import Foundation
import ImageCodecs
import Tensors

/// JPEG files in a folder and in memory.
final class PictureFiles {
  /// Paths of the files.
  let paths: [String]
  /// Their bytes.
  let contents: [[UInt8]]
  /// Path of a file of one pixel.
  let smallest: String
  /// A folder of this object's own, removed with it.
  private let folder: URL

  /// The JPEG files of a folder, in the order of their names; what is none, whatever its name says, is left out.
  ///
  /// - Throws: an error of the file system, or if there are none.
  convenience init(folder path: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    var paths: [String] = []
    var contents: [[UInt8]] = []
    for name in names where !name.hasPrefix(".") {
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: path + "/" + name)))
      guard ImageFormat(startingWith: bytes.span) == .jpeg else { continue }
      paths.append(path + "/" + name)
      contents.append(bytes)
    }
    guard !paths.isEmpty else { throw DatasetError.noImages(path: path) }
    try self.init(paths: paths, contents: contents)
  }

  /// Pictures of 500 × 375 pixels with waves, edges and noise, as JPEG of quality 90, 4:2:0.
  static func made(count: Int = 8) throws -> PictureFiles {
    let contents = try (0..<count).map { number in
      try JPEGEncoder.encode(picture(number), options: JPEGEncodingOptions(quality: 90, subsampling: .both))
    }
    return try PictureFiles(paths: nil, contents: contents)
  }

  /// - Parameter paths: where the contents lie; nil writes them to this object's folder.
  private init(paths: [String]?, contents: [[UInt8]]) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "alexnet-benchmarks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    self.contents = contents
    let pixel = Image(width: 1, height: 1, channels: 3, pixels: [1, 2, 3])
    smallest = folder.appending(path: "pixel.jpg").path
    try Data(try JPEGEncoder.encode(pixel)).write(to: URL(filePath: smallest))
    if let paths {
      self.paths = paths
    } else {
      var paths: [String] = []
      for (number, bytes) in contents.enumerated() {
        paths.append(folder.appending(path: "\(number).jpg").path)
        try Data(bytes).write(to: URL(filePath: paths[number]))
      }
      self.paths = paths
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A program on the search path.
  static func program(_ name: String) -> URL? {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return folders.map { URL(filePath: "\($0)/\(name)") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  private static func picture(_ number: Int) -> Image {
    let (width, height) = (500, 375)
    let stream = RandomStream(seed: 1, purpose: .verification, index: number)
    var pixels = [UInt8](repeating: 0, count: width * height * 3)
    for row in 0..<height {
      for column in 0..<width {
        let edge = (row / 60 + column / 80 + number).isMultiple(of: 2) ? 40.0 : 0
        for channel in 0..<3 {
          let place = (row * width + column) * 3 + channel
          let wave = 60 * sin(Double(column) / 30 + Double(channel)) * cos(Double(row) / (20 + Double(number)))
          let noise = 12 * (stream.uniform(place) - 0.5)
          pixels[place] = UInt8(clamping: Int(110 + edge + wave + noise))
        }
      }
    }
    return Image(width: width, height: height, channels: 3, pixels: pixels)
  }
}
