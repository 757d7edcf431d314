import Datasets
import Foundation
import Kernels
import Networks
import Operations
import WeightFormats

/// A network whose weights lie in a file, with all that it takes to use them: which preset it is, its classes, what is
/// subtracted from its images.
///
/// The file is recognized from its metadata, or from the names and shapes of its tensors. Weights are read, reordered
/// and checked by `network(capacity:purpose:)`; a model alone takes little memory.
///
///     let model = try Model(weights: "alexnet.pth")
///     print(model.notes.joined(separator: "\n"))
///     let network = try model.network(capacity: 1)
public struct Model: Sendable {
  /// The file of the weights.
  public let path: String
  /// The network, with the file's number of classes.
  public let specification: NetworkSpecification
  /// The classes; labels are their positions.
  public let classes: [ImageClass]
  /// What is subtracted from images, if that is not in the specification.
  public let mean: InputMean?
  /// What was recognized and how, and what is done about it, a sentence each.
  public let notes: [String]
  /// How images become the network's input.
  public let preparation: InputPreparation
  /// The digest that the file's metadata name; nil if they name none, or weights are changed on their way.
  public let recordedDigest: String?

  /// Whether the file says which classes its outputs stand for; otherwise `classes` are a guess.
  public let knowsClasses: Bool

  private let archive: any WeightArchive
  private let recognition: WeightRecognition

  /// Recognizes a file of weights.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - network: a preset's name; nil to recognize it.
  ///   - mean: what is subtracted, see `InputMean.init(parsing:)`; nil for what the file, its metadata or the statistics
  ///     beside it say.
  ///   - classNames: a file of class names, one a line; nil for what the metadata say, or ImageNet's for 1,000 classes.
  /// - Throws: `ModelError`.
  public init(
    weights path: String, network: String? = nil, mean: String? = nil, classNames: String? = nil
  ) throws(ModelError) {
    let archive: any WeightArchive
    do {
      archive = try WeightArchives.open(path: path)
    } catch {
      throw .unreadable("\(error)")
    }
    try self.init(archive, network: network, mean: mean, classNames: classNames)
  }

  /// Recognizes an open file of weights; see `init(weights:network:mean:classNames:)`.
  public init(
    _ archive: any WeightArchive, network: String? = nil, mean: String? = nil, classNames: String? = nil
  ) throws(ModelError) {
    self.archive = archive
    path = archive.name
    let metadata = try ModelMetadata(archive.metadata, file: archive.name)
    recognition = try WeightRecognition(archive, metadata, network: network)
    specification = recognition.match.plan.specification
    recordedDigest = recognition.change == nil ? metadata.digest : nil
    knowsClasses = classNames != nil || metadata.classes?.count == recognition.match.plan.classes
    classes = try Self.classes(recognition.match.plan.classes, classNames, metadata)
    let found = try Self.mean(given: mean, archive, metadata, specification)
    self.mean = found?.mean
    preparation = try Self.preparation(specification.input, found, archive.name, specification.name)
    var notes = recognition.notes
    notes.append("input: \(specification.input.words)")
    if let found { notes.append("mean: \(found.source)") }
    self.notes = notes
  }

  // MARK: Weights

  /// The network with its weights, for passes of at most `capacity` images, its convolutions computed by an algorithm where it can.
  ///
  /// - Throws: `ModelError` if a tensor cannot be read.
  public func network(
    capacity: Int, purpose: MemoryPlan.Purpose = .inference, convolution: Convolution.Algorithm? = nil
  ) throws(ModelError) -> Network<Float> {
    let network: Network<Float>
    do throws(NetworkError) {
      network = try Network(
        specification.convolving(by: convolution), capacity: capacity, purpose: purpose)
    } catch {
      throw .network("\(error)")
    }
    try load(into: network)
    return network
  }

  /// Sets all parameters of a network of the same layers.
  ///
  /// - Throws: `ModelError` if a tensor cannot be read; parameters before it are then set.
  /// - Precondition: the network has this model's layers.
  public func load(into network: Network<Float>) throws(ModelError) {
    for index in network.plan.parameters.indices { network.importParameter(index, try parameter(index)) }
  }

  /// The elements of parameter `index` of the network's plan, in the field's order.
  ///
  /// - Throws: `ModelError` if the tensor cannot be read.
  public func parameter(_ index: Int) throws(ModelError) -> [Float] {
    guard let source = recognition.match.sources[index] else { return [] }
    let values: [Float]
    do {
      values = try source.values(in: archive)
    } catch {
      throw .unreadable("\(error)")
    }
    guard values.count == source.count else {
      throw .unreadable(
        "\(path): \(source.tensors.joined(separator: ", ")) hold \(values.count) numbers instead of \(source.count)")
    }
    guard index == 0, let change = recognition.change else { return values }
    return change.applied(to: values, shape: source.shape)
  }

  // MARK: What belongs to weights

  private static func classes(
    _ count: Int, _ path: String?, _ metadata: ModelMetadata
  ) throws(ModelError) -> [ImageClass] {
    if let path {
      let classes: [ImageClass]
      do throws(DatasetError) {
        classes = try ClassList.read(path: path)
      } catch {
        throw .unreadable(error.description)
      }
      guard classes.count == count else { throw .classes(source: path, found: classes.count, expected: count) }
      return classes
    }
    if let classes = metadata.classes, classes.count == count { return classes }
    if count == ImageNetClasses.all.count { return ImageNetClasses.all }
    return (0..<count).map { ImageClass(identifier: "\($0)", name: "class \($0)") }
  }

  private typealias FoundMean = (mean: InputMean, source: String)

  /// The mean of a network that needs one: as given, in the file, in its metadata, beside it.
  private static func mean(
    given: String?, _ archive: any WeightArchive, _ metadata: ModelMetadata, _ specification: NetworkSpecification
  ) throws(ModelError) -> FoundMean? {
    guard specification.input.needsStatistics(for: .none) else { return nil }
    if let given { return (try InputMean(parsing: given), given) }
    if let mean = try InputMean(archive) { return (mean, "\(InputMean.tensorName) in \(archive.name)") }
    if let colour = metadata.meanColour { return (.colour(colour), "the colour in the metadata of \(archive.name)") }
    guard let statistics = statisticsPath(beside: archive.name) else { return nil }
    return (try InputMean(file: statistics), statistics)
  }

  /// Where a run's statistics lie, if there are any.
  private static func statisticsPath(beside path: String) -> String? {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    let statistics = folder.appendingPathComponent(statisticsName).path
    return FileManager.default.fileExists(atPath: statistics) ? statistics : nil
  }

  private static let statisticsName = "statistics.safetensors"

  private static func preparation(
    _ input: InputConvention, _ found: FoundMean?, _ path: String, _ network: String
  ) throws(ModelError) -> InputPreparation {
    let position: MeanImage.Position
    switch input.centring {
    case .none: return input.preparation(centring: .none)
    case .standardized(let mean, let deviation):
      return input.preparation(centring: .standardized(mean: mean, deviation: deviation))
    case .meanImage: position = .matched
    case .centreOfMeanImage: position = .centre
    }
    guard let found else {
      throw .noMean(
        file: path, network: network, expected: "\(input.frame)×\(input.frame)×\(input.channels.count)",
        lookedFor: ["the file", "its metadata", "\(statisticsName) beside it"])
    }
    return input.preparation(centring: try found.mean.centring(for: input, position: position, source: found.source))
  }
}
