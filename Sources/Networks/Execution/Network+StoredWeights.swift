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
    var stored = storedWeights
    for (index, parameter) in plan.parameters.enumerated() where parameter.role == .weights {
      guard case .fullyConnected = plan.layers[parameter.layer].specification.kind else { continue }
      if case .narrow = stored[index] { continue }
      do throws(NarrowWeightsError) {
        stored[index] = .narrow(
          try withValues(ofParameter: index) { view throws(NarrowWeightsError) in try NarrowWeights(view, as: format) })
      } catch {
        throw .narrow(parameter: plan.fieldName(index), error)
      }
    }
    return Network(self, storing: stored)
  }

  /// The same network, for inference, with its filters and fully connected weights in the order in which kernels read them.
  ///
  /// A pass then packs none of them, which is time where a batch is small; outputs keep their bits. Weights that are stored
  /// narrowly stay as they are. Weights cannot be changed any more.
  ///
  /// - Precondition: the network was not made for training.
  public func packingWeights() -> Network {
    var stored = storedWeights
    for (index, parameter) in plan.parameters.enumerated() where parameter.role == .weights && stored[index] == nil {
      let view = self.parameter(index).readable
      let layer = plan.layers[parameter.layer]
      switch layer.specification.kind {
      case .fullyConnected:
        stored[index] = .matrix(
          PackedMatrix(
            MatrixView(base: view.base, rows: view.shape[0], columns: view.shape[1], rowStride: view.shape[1])))
      case .convolution(let convolution, _):
        let image = layer.inputShape
        // The plan has checked the shapes.
        let filter = try? PackedFilter(view, for: convolution, input: [1, image[0], image[1], image[2]])
        stored[index] = filter.map { .filter($0) }
      default: break
      }
    }
    return Network(self, storing: stored)
  }

  /// Calls `body` with the values of parameter `index` in the library's order, however they are stored.
  func withValues<Result, Failure: Error>(
    ofParameter index: Int, _ body: (TensorView<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch storedWeights[index] {
    case .narrow(let weights): try weights.widened().withView(body)
    case .matrix(let matrix): try matrix.unpacked().withView(body)
    case .filter, nil: try body(unpackedParameter(index).readable)
    }
  }

  /// Bytes that the parameters take.
  public var parameterBytes: Int {
    parameterStorage.count * MemoryLayout<Scalar>.stride + storedWeights.values.reduce(0) { $0 + $1.byteCount }
  }
}
