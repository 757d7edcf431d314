import Files
import Foundation
import Networks
import WeightFormats

/// What was fitted on validation images to make probabilities mean what they say: a temperature, and the weights of an
/// ensemble.
public struct Calibration: Hashable, Sendable, Codable {
  /// What logarithms of probabilities are divided by.
  public var temperature: Double
  /// The weights of the networks, with the sum 1; nil for equal ones.
  public var weights: [Double]?
  /// The files that it was fitted for, in the order of the weights.
  public var networks: [String]
  /// Images that it was fitted on.
  public var images: Int

  /// A calibration of networks.
  public init(temperature: Double, weights: [Double]?, networks: [String], images: Int) {
    self.temperature = temperature
    self.weights = weights
    self.networks = networks
    self.images = images
  }

  /// More than any file of a calibration has.
  private static let maximumSize = 1 << 20

  /// Writes the calibration as JSON, whole or not at all.
  ///
  /// - Throws: `ModelError.unreadable` if the file cannot be written.
  public func save(path: String) throws(ModelError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else { return }
    do throws(FileError) {
      try AtomicFile.write(Array(data) + [10], to: path)
    } catch {
      throw .unreadable(error.description)
    }
  }

  /// Reads a calibration that `save(path:)` wrote.
  ///
  /// - Throws: `ModelError.unreadable` if the file is none, or its numbers make no sense.
  public init(path: String) throws(ModelError) {
    let data: Data
    do throws(FileError) {
      data = try MappedFile.bytes(ofFile: path)
    } catch {
      throw .unreadable(error.description)
    }
    guard data.count <= Self.maximumSize, let calibration = try? JSONDecoder().decode(Calibration.self, from: data),
      calibration.temperature.isFinite, calibration.temperature > 0,
      calibration.weights?.allSatisfy({ $0.isFinite && $0 >= 0 }) ?? true
    else {
      throw .unreadable("\(path): this is no calibration; alexnet evaluate --save-calibration writes one")
    }
    self = calibration
  }
}
