import CommandLineSupport
import Datasets
import Inference

/// The images that `alexnet similar` is to compare.
struct SimilarityQueries {
  let source: any ImageSource
  let numbers: [Int]
  /// Whether they are files, which an index may hold as well.
  let areFiles: Bool

  init(_ arguments: ParsedArguments) throws {
    guard let data = arguments.string("--data") else {
      guard !arguments.operands.isEmpty else {
        throw arguments.conflict("there are no images: name some, or a data set with --data")
      }
      let images = try ImageArguments(arguments.operands)
      source = ImageFile.source(of: images.paths, contents: images.contents)
      numbers = Array(images.paths.indices)
      areFiles = true
      return
    }
    guard arguments.operands.isEmpty else { throw arguments.conflict("images and --data exclude each other") }
    source = try FeatureOptions.part(arguments, path: data)
    numbers = try Self.numbers(arguments, of: source.count)
    areFiles = false
  }

  /// "0-7,12" as numbers.
  private static func numbers(_ arguments: ParsedArguments, of count: Int) throws -> [Int] {
    guard let text = arguments.string("--images") else { return Array(0..<min(8, count)) }
    var numbers: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last,
        (0..<count).contains(first), (0..<count).contains(last)
      else {
        throw arguments.conflict(
          "--images takes numbers and ranges from 0 to \(count - 1), such as 0-7,12, not '\(part)'")
      }
      numbers += first...last
    }
    return numbers
  }
}
