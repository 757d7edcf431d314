import Datasets
import Files
import Networks
import WeightFormats

/// Why a run cannot begin or go on.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A hyper-parameter makes no sense.
  case configuration(String)
  /// An image or a data set cannot be read.
  case data(DatasetError)
  /// Statistics of the training set are missing, or not of the network's frame; sizes as rows × columns × channels.
  case statistics(found: String, expected: String)
  /// The network has fewer classes than the data.
  case classes(data: Int, network: Int)
  /// The network cannot be built or run.
  case network(NetworkError)
  /// The loss is no longer a number.
  case diverged(epoch: Int, step: Int, loss: Double)
  /// A file of weights or a checkpoint cannot be read or written.
  case weights(SafetensorsError)
  /// Weights that a run is to begin with are none of its network's.
  case initialWeights(source: String, problem: String)
  /// A file of the run folder cannot be read or written.
  case file(FileError)
  /// A checkpoint does not fit the run.
  case checkpoint(file: String, problem: String)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .configuration(let problem): problem
    case .data(let error): error.description
    case .statistics(let found, let expected):
      "the network needs statistics of the training images of \(expected), but there are \(found);"
        + " compute them with alexnet prepare, or leave out --statistics"
    case .classes(let data, let network):
      "the data has \(data) classes, but the network has \(network) outputs"
    case .network(let error): error.description
    case .diverged(let epoch, let step, let loss):
      "the loss became \(loss) in epoch \(epoch + 1), step \(step + 1): training diverged;"
        + " try a lower --learning-rate or a longer --warm-up"
    case .weights(let error): error.description
    case .initialWeights(let source, let problem): "\(source) has no weights for this network: \(problem)"
    case .file(let error): error.description
    case .checkpoint(let file, let problem): "\(file): \(problem)"
    }
  }
}
