import CommandLineSupport
import Datasets
import Foundation

/// `alexnet prepare`: decodes, resizes and encodes the images of a data set once, into shards for many trainings.
enum PrepareCommand: Subcommand {
  static let specification = CommandSpecification(
    name: "prepare", summary: "Resize a data set's images once and write them to shards, with their mean and colours.",
    discussion: """
      DATA is a folder of images by class, ImageNet's archives as they were downloaded, IDX or CIFAR files, or shards. \
      The output folder gets train-000000.tar, … and val-000000.tar, …, tar archives as WebDataset reads them (KEY.jpg \
      or KEY.ppm with KEY.cls), statistics.safetensors with the mean image, the mean colour and the covariance of \
      colours of the training images, and dataset.json, which describes it all.

      Training images are shuffled once. Without --size, files become 256 × 256 pixels as in the paper, and bare \
      pixels (IDX, CIFAR) stay as they are and raw. In the default quality, ImageNet's 256 × 256 images take about 48 \
      GB; raw, which is exact, 250 GB.

      After an interrupt, the same command goes on where it stopped, and ends with the same bytes. The bytes do not \
      depend on the number of threads.
      """,
    operands: [OperandSpecification("DATA", help: "Folder or archive of the data set.")],
    options: [
      OptionSpecification("--out", "DIR", help: "Folder to make."),
      OptionSpecification(
        "--size", "N", help: "Length of the shorter side in pixels; 0 keeps images as they are.",
        default: "256; 0 for bare pixels"),
      OptionSpecification(
        "--shape", "SHAPE", help: "square keeps the centre, shorter-side all of the longer side.", default: "square"),
      OptionSpecification("--encoding", "FORM", help: "jpeg or raw.", default: "jpeg; raw for bare pixels"),
      OptionSpecification("--quality", "Q", help: "Quality of JPEG, 1 to 100.", default: "95"),
      OptionSpecification(
        "--subsampling", "KIND",
        help:
          "Colours of JPEG at full size (444) or half of each side (420): smaller, but a lower --quality loses less.",
        default: "444"),
      OptionSpecification(
        "--channels", "KIND", help: "rgb or gray; images of the other kind are converted.",
        default: "rgb; those of bare pixels"),
      OptionSpecification("--shard-images", "N", help: "Images of a shard.", default: "2000"),
      OptionSpecification(
        "--held-out", "FRACTION", help: "Part of each class to validate with, if the data set has no such images.",
        default: "0.1"),
      OptionSpecification(
        "--on-bad-image", "WHAT", help: "skip leaves images out that cannot be decoded, fail stops.", default: "skip"),
      OptionSpecification(
        flag: "--fast-scaling", help: "Let the JPEG decoder shrink large images: faster, off by a little."),
    ],
    examples: [
      .init("alexnet prepare imagenet --out shards", "ImageNet's archives, as downloaded, to 256 × 256 JPEG."),
      .init("alexnet prepare photos --out shards --shape shorter-side --quality 90", "Whole images, smaller."),
      .init("alexnet prepare photos --out shards --encoding raw", "Exact pixels."),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let request = try PrepareRequest(arguments)
    InterruptHandler.install()
    let start = ContinuousClock.now
    let isSilent = arguments.isQuiet || arguments.isJSON
    let splits = try open(request, isSilent: isSilent)
    let preparation = ShardPreparation(options: try request.options(for: splits), badImages: request.badImages)
    let report = PreparationReport(arguments, request)
    report.started(splits, preparation.options)
    var line: ProgressLine?
    let summary = try preparation.run(splits, to: request.folder) { progress in
      if line == nil {
        line = ProgressLine(
          title: "preparing", total: progress.total, unit: "images", startingAt: progress.completed,
          style: .automatic(isQuiet: isSilent))
      }
      line?.update(completed: progress.completed)
    } isInterrupted: {
      InterruptHandler.isInterrupted
    }
    line?.clear()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    guard summary.isComplete else {
      report.interrupted(summary, seconds: seconds)
      return .interrupted
    }
    report.finished(summary, seconds: seconds)
    return .success
  }

  /// Opens the data set; where that takes long, a line shows how far it is.
  private static func open(_ request: PrepareRequest, isSilent: Bool) throws -> ImageSplits {
    let progress = OpeningLine(isSilent: isSilent)
    defer { progress.clear() }
    return try DatasetLocator.open(path: request.data, heldOut: request.heldOut, seed: request.seed) {
      progress.update($0)
    }
  }
}
