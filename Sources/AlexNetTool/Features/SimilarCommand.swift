import CommandLineSupport
import Datasets
import ImageCodecs
import Inference
import Reports
import Visualization

/// `alexnet similar`: the images of an index that are most like others.
enum SimilarCommand: Subcommand {
  private static let defaultCount = 6

  static let specification = CommandSpecification(
    name: "similar", summary: "Find the images of an index that a network finds most similar to others.",
    discussion: """
      The index is a file of `alexnet features`, best of the last hidden layer (fc7): images are similar whose features \
      have a small Euclidean distance (the paper's section 6.1). The weights are those that the index was made with.

      The images to compare are files, folders or patterns, or --images of a --data set. The sheet has a row for each, \
      the image itself first. An image of the index that has the same path is left out.
      """,
    operands: [OperandSpecification("IMAGE", help: "Files, folders, or patterns.", count: .zeroOrMore)],
    options: [
      OptionSpecification("--index", "FILE", help: "The features to look in."),
      OptionSpecification("--count", "N", help: "Images to find for each.", default: "\(defaultCount)"),
      OptionSpecification(
        "--images", "LIST", help: "Numbers of the --data set's images, such as 0-7,12.", default: "0-7"),
      OptionSpecification("--out", "FILE", help: "The sheet to write: .png, .ppm or .jpg.", default: "no sheet"),
    ] + FeatureOptions.network.filter { $0.name != "--layer" } + FeatureOptions.data,
    examples: [
      .init(
        "alexnet similar --index photos.safetensors --weights alexnet.pth cat.jpg --out sheet.png",
        "Six photos like it."),
      .init(
        "alexnet similar --index train.safetensors --weights w.safetensors --data digits --images 0-9",
        "For ten images of a data set."),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    guard let path = arguments.string("--index") else { throw arguments.conflict("--index FILE is missing") }
    let count = try arguments.integer("--count", in: 1...1000) ?? defaultCount
    let out = arguments.string("--out")
    if let out, !ImageFile.canWrite(out) {
      throw arguments.conflict(
        "--out is \(out), whose ending is none of \(ImageFile.writableEndings.joined(separator: ", "))")
    }
    let queries = try SimilarityQueries(arguments)
    let index = try FeatureIndex(path: path)
    let extractor = try FeatureOptions.extractor(arguments, layer: index.description.layer)
    guard extractor.digest == index.description.digest, extractor.shape == index.description.shape else {
      throw FeatureError.file(
        path: path,
        problem:
          "its features are of other weights (\(index.description.network), digest \(index.description.digest)); "
          + "give those with --weights, or make it again with alexnet features")
    }
    let indexed = try FeatureOptions.source(of: index.description, arguments)
    let decoding = DecodingOptions(channels: extractor.model.specification.input.channels == .gray ? .gray : .rgb)
    var rows: [[Image?]] = []
    var report = SimilarityReport(arguments, index.description)
    for number in queries.numbers {
      let name = queries.source.name(at: number)
      let image = try queries.source.image(at: number, options: decoding)
      let features = try extractor.features([image])[0]
      let neighbours = index.nearest(to: features, count: count + 1)
        .filter { !queries.areFiles || index.description.names[$0.index] != name }.prefix(count)
      report.add(name, neighbours)
      guard out != nil else { continue }
      let found = neighbours.map { try? indexed.image(at: $0.index, options: decoding) }
      // An index may hold fewer images than were asked for.
      rows.append([image] + found + [Image?](repeating: nil, count: count - found.count))
    }
    if let out {
      try ImageFile.write(SimilarityPicture.make(rows, preparation: extractor.model.preparation), path: out)
    }
    report.end(written: out)
    return .success
  }
}
