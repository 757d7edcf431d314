import Kernels
import Operations
import Tensors

extension Network {
  /// The same network, for inference, with the weights of fully connected layers in sixteen or eight bits each.
  ///
  /// These layers hold 96 % of AlexNet's parameters and read each once an image or batch, so the network takes about half or a
  /// quarter of the memory, and one image takes less time; a batch takes a little more. Filters stay as they are. What the
  /// rounding of each format costs is said at `NarrowWeights`; the arithmetic is that of `Scalar`.
  ///
  /// - Precondition: the network was not made for training.
  /// - Throws: `NetworkError.narrow` if a weight does not fit the format.
  public func storingDenseWeights(as format: NarrowWeights<Scalar>.Format) throws(NetworkError) -> Network {
    var narrow = narrowWeights
    for (index, parameter) in plan.parameters.enumerated() where parameter.role == .weights && narrow[index] == nil {
      guard case .fullyConnected = plan.layers[parameter.layer].specification.kind else { continue }
      do throws(NarrowWeightsError) {
        narrow[index] = try NarrowWeights(self.parameter(index).readable, as: format)
      } catch {
        throw .narrow(parameter: plan.fieldName(index), error)
      }
    }
    return Network(self, narrowWeights: narrow)
  }

  /// Bytes that the parameters take.
  public var parameterBytes: Int {
    parameterStorage.count * MemoryLayout<Scalar>.stride + narrowWeights.values.reduce(0) { $0 + $1.byteCount }
  }
}
