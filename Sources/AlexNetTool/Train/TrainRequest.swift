import CommandLineSupport
import Datasets
import Foundation
import Inference
import Networks
import Training

/// What `alexnet train` was asked to do: a new run, or one to go on with.
struct TrainRequest {
  let configuration: TrainingConfiguration
  let folder: RunFolder
  let isResumed: Bool
  let statisticsPath: String?
  let workers: Int?
  let profilePath: String?
  private let initial: Model?

  /// Options that decide a run's outcome, and so cannot be changed when it goes on.
  private static let fixed =
    [
      "--data", "--held-out", "--statistics", "--on-bad-image", "--fast-scaling", "--network", "--epochs", "--batch",
      "--micro-batch", "--initialization", "--learning-rate", "--momentum", "--weight-decay",
      "--optimizer", "--schedule", "--warm-up", "--crop", "--mirror", "--colour", "--shift", "--out", "--seed",
    ] + TransferOptions.all.map(\.name)

  init(_ arguments: ParsedArguments) throws {
    workers = try arguments.integer("--workers", in: 1...1024)
    statisticsPath = arguments.string("--statistics")
    profilePath = arguments.string("--profile")
    if let path = arguments.string("--resume") {
      if let given = Self.fixed.first(where: arguments.isGiven) {
        throw arguments.conflict("--resume goes on with the options of its run, so it excludes \(given)")
      }
      folder = RunFolder(path: path)
      configuration = try Checkpoint.configuration(path: folder.checkpointPath)
      // Before any of it is used: a file may say anything.
      _ = try configuration.recipe()
      isResumed = true
      initial = nil
      return
    }
    let initial = try TransferOptions.model(arguments)
    let network = arguments.string("--network") ?? initial?.specification.name ?? "compact"
    let specification: NetworkSpecification
    do throws(NetworkError) {
      specification = try NetworkSpecification.preset(named: network)
    } catch {
      throw arguments.conflict(error.description)
    }
    var configuration = TrainingConfiguration(
      specification, data: try Self.dataFolder(arguments), seed: try arguments.seed())
    configuration.augmentation = try AugmentationOptions.policy(specification.recipe.augmentation, arguments)
    configuration.heldOut = try arguments.number("--held-out", in: 0..<1) ?? configuration.heldOut
    if let name = try arguments.choice("--on-bad-image", among: LoadingOptions.BadImages.allCases.map(\.rawValue)) {
      configuration.badImages = LoadingOptions.BadImages(rawValue: name) ?? configuration.badImages
    }
    configuration.scalesInDecoder = arguments.flag("--fast-scaling")
    configuration.batch = try arguments.integer("--batch", in: 1...65536) ?? configuration.batch
    configuration.microBatch = try arguments.integer("--micro-batch", in: 1...65536) ?? configuration.batch
    configuration.epochs = try arguments.integer("--epochs", in: 1...100_000) ?? configuration.epochs
    configuration.initialization =
      try arguments.choice("--initialization", among: TrainingConfiguration.InitialValues.allCases.map(\.rawValue))
      ?? configuration.initialization
    configuration.learningRate =
      try arguments.number("--learning-rate", in: Double.leastNonzeroMagnitude...) ?? configuration.learningRate
    configuration.momentum = try arguments.number("--momentum", in: 0..<1) ?? configuration.momentum
    configuration.weightDecay = try arguments.number("--weight-decay", in: 0...) ?? configuration.weightDecay
    configuration.optimizer =
      try arguments.choice("--optimizer", among: TrainingRecipe.OptimizerForm.allCases.map(\.rawValue))
      ?? configuration.optimizer
    configuration.schedule = arguments.string("--schedule") ?? configuration.schedule
    configuration.warmUp = try arguments.integer("--warm-up", in: 0...(1 << 30)) ?? configuration.warmUp
    configuration.selection = try TransferOptions.selection(arguments)
    do throws(TrainingError) {
      _ = try configuration.recipe()
      configuration.transfer = try TransferOptions.transfer(arguments, specification)
    } catch {
      throw arguments.conflict(error.description)
    }
    self.initial = initial
    self.configuration = configuration
    folder = RunFolder(path: arguments.string("--out") ?? "runs/\(network)-\(Self.timestamp())")
    isResumed = false
  }

  /// The weights that a new run begins with, checked; nil for random ones.
  func initialWeights(
    for network: NetworkSpecification, classes: [ImageClass]
  ) throws(TrainingError) -> InitialWeights? {
    guard let initial else { return nil }
    return try InitialWeights(
      initial, for: network, classes: classes, newLayers: configuration.transfer?.newLayers ?? [])
  }

  /// The folder given, or the data that ships with the package: found upwards of the working directory, or of the program.
  private static func dataFolder(_ arguments: ParsedArguments) throws -> String {
    if let given = arguments.string("--data") ?? arguments.string("--classes-from") { return given }
    let shipped = "Fixtures/data/fashion-mnist"
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let starts = [URL(fileURLWithPath: FileManager.default.currentDirectoryPath), program.deletingLastPathComponent()]
    for start in starts {
      var folder = start.standardizedFileURL
      while true {
        let candidate = folder.appendingPathComponent(shipped)
        if FileManager.default.fileExists(atPath: candidate.path) {
          return folder.path == FileManager.default.currentDirectoryPath ? shipped : candidate.path
        }
        if folder.path == "/" { break }
        folder = folder.deletingLastPathComponent().standardizedFileURL
      }
    }
    throw arguments.conflict(
      "the shipped images (\(shipped)) are not beside the program; run it in the package's folder, or name a folder with --data"
    )
  }

  private static func timestamp() -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyyMMdd-HHmmss"
    return formatter.string(from: Date())
  }
}
