import Datasets
import Foundation
import ImageCodecs
import Tensors

/// Decoding, encoding and preparation of images, on one thread.
enum ImageBenchmarks {
  /// - Parameter photographs: a folder of JPEG files; nil makes pictures of the size of ImageNet's usual ones.
  static func rows(photographs: String?) throws -> [Benchmark] {
    let files = try photographs.map(PictureFiles.init(folder:)) ?? PictureFiles.made()
    let count = files.contents.count
    let small = DecodingOptions(minimumShorterSide: 256)
    func decode(_ options: DecodingOptions) throws {
      for file in files.contents { _ = try ImageDecoder.decode(file.span, options: options) }
    }
    return [
      Benchmark("images/jpeg-decode", .files(count), target: .speed(0.6)) {
        [Contender("alexnet") { try decode(DecodingOptions()) }] + djpeg(files, [])
      },
      Benchmark("images/jpeg-decode-eighth", .files(count)) {
        [Contender("alexnet") { try decode(DecodingOptions(scale: .eighth)) }] + djpeg(files, ["-scale", "1/8"])
      },
      Benchmark("images/jpeg-decode-at-least-256", .files(count)) { { try decode(small) } },
      row("images/resize-256", files) { _ = $0.resizedShorterSideSquare(256) },
      row("images/crop-227-of-256", files) { _ = paperInput.prepare($0) },
      row("images/jpeg-encode-95-444", files, reduced: true) {
        _ = try JPEGEncoder.encode($0, options: JPEGEncodingOptions(quality: 95, subsampling: .none))
      },
      Benchmark("images/png-decode", .files(count)) {
        let pictures = try files.contents.map { PNGEncoder.encode(try ImageDecoder.decode($0.span).image) }
        return { for picture in pictures { _ = try ImageDecoder.decode(picture.span) } }
      },
    ]
  }

  private static let paperInput = InputPreparation(
    height: 227, width: 227, channels: .rgb, resizing: .shorterSideSquare(256), range: 255, centring: .none)

  /// A row over decoded images, or over their 256 × 256 squares.
  private static func row(
    _ name: String, _ files: PictureFiles, reduced: Bool = false, _ body: @escaping (Image) throws -> Void
  ) -> Benchmark {
    Benchmark(name, .files(files.contents.count)) {
      let images = try files.contents.map {
        let image = try ImageDecoder.decode($0.span, options: DecodingOptions(channels: .rgb)).image
        return reduced ? image.resizedShorterSideSquare(256) : image
      }
      return { for image in images { try body(image) } }
    }
  }

  /// libjpeg-turbo's program over the same files, and over as many that hold next to nothing: the start of processes, which
  /// its time contains. Nothing where it is not installed.
  private static func djpeg(_ files: PictureFiles, _ options: [String]) -> [Contender] {
    guard let program = PictureFiles.program("djpeg") else { return [] }
    // One shell starts all: Foundation takes many times as long to start a process.
    let loop =
      "for file; do \(program.path) -dct int -outfile /dev/null \(options.joined(separator: " ")) \"$file\"; done"
    func run(_ paths: [String]) throws {
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", loop, "djpeg"] + paths
      try process.run()
      process.waitUntilExit()
    }
    return [
      Contender("djpeg") { try run(files.paths) },
      Contender("djpeg-of-nothing") { try run([String](repeating: files.smallest, count: files.paths.count)) },
    ]
  }
}
