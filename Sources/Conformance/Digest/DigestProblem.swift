import Kernels
import Networks
import Operations
import Tensors

/// A fixed problem whose results are digested.
struct DigestProblem: Sendable {
  /// What it is.
  let name: String
  /// The problem as a backend gets it.
  let request: CaseRequest

  init(_ name: String, _ computation: Computation, _ inputs: [String: CaseTensor], results: [String] = []) {
    self.name = name
    request = CaseRequest(id: name, computation, inputs: inputs, results: results)
  }

  /// The digest of its results.
  func digest<Scalar: KernelScalar>(of: Scalar.Type) throws -> String {
    var hash = TensorHash()
    let results = try AlexNetBackend<Scalar>().results(of: request) ?? [:]
    for name in results.keys.sorted() {
      if let tensor = results[name] { hash.add(name, tensor) }
    }
    return hash.finalize()
  }

  /// All problems.
  static let all: [DigestProblem] = products + convolutions + windows + elements + training

  /// Numbers between −1 and 1, exact in Float, times a scale.
  static func random(_ shape: [Int], _ seed: UInt64, scale: Double = 1) -> CaseTensor {
    let stream = RandomStream(seed: seed, purpose: .verification)
    let count = shape.reduce(1, *)
    return CaseTensor(shape: shape, reals: (0..<count).map { scale * Double(Float(2 * stream.uniform($0) - 1)) })
  }

  /// Integers below a bound.
  static func integers(_ shape: [Int], _ seed: UInt64, below bound: Int) -> CaseTensor {
    let stream = RandomStream(seed: seed, purpose: .verification)
    return CaseTensor(shape: shape, integers: (0..<shape.reduce(1, *)).map { Int64(stream.integer($0, below: bound)) })
  }
}

extension DigestProblem {
  // Dimensions differ pairwise and are no multiples of tiles, vectors or blocks.

  private static var products: [DigestProblem] {
    [
      DigestProblem(
        "matrix product", .matrixMultiply(alpha: 1.25, beta: -0.5, transposesLeft: false, transposesRight: false),
        [
          "left": random([13, 261], 1), "right": random([261, 67], 2), "destination": random([13, 67], 3),
          "outputGradient": random([13, 67], 4),
        ]),
      DigestProblem(
        "matrix product, transposed", .matrixMultiply(alpha: 1, beta: 0, transposesLeft: true, transposesRight: true),
        ["left": random([37, 19], 5), "right": random([131, 37], 6), "outputGradient": random([19, 131], 7)]),
      DigestProblem(
        "fully connected", .fullyConnected,
        [
          "input": random([5, 7, 3, 4], 8), "weights": random([43, 84], 9), "bias": random([43], 10),
          "outputGradient": random([5, 43], 11),
        ]),
      DigestProblem(
        "fully connected, one image", .fullyConnected,
        [
          "input": random([1, 300], 12), "weights": random([71, 300], 13), "bias": random([71], 14),
          "outputGradient": random([1, 71], 15),
        ]),
    ]
  }

  private static var convolutions: [DigestProblem] {
    let strided = WindowGeometry(
      rows: 11, columns: 7, rowStride: 4, columnStride: 3, padding: Padding(top: 2, bottom: 1, left: 0, right: 3),
      rounding: .ceil)
    return [
      DigestProblem(
        "convolution, direct", .convolution(Convolution(geometry: WindowGeometry(3, padding: 1), algorithm: .direct)),
        convolution(input: [3, 20, 9, 11], filter: [35, 20, 3, 3], output: [3, 35, 9, 11], seed: 20)),
      DigestProblem(
        "convolution, grouped",
        .convolution(Convolution(geometry: WindowGeometry(5, padding: 2), groups: 2)),
        convolution(input: [2, 12, 8, 9], filter: [34, 6, 5, 5], output: [2, 34, 8, 9], seed: 24)),
      DigestProblem(
        "convolution, patches",
        .convolution(Convolution(geometry: strided, algorithm: .patchMatrix)),
        convolution(input: [2, 3, 29, 31], filter: [21, 3, 11, 7], output: [2, 21, 7, 10], seed: 28)),
      DigestProblem(
        "convolution, winograd4x4",
        .convolution(Convolution(geometry: WindowGeometry(3, padding: 1), algorithm: .winograd4x4)),
        convolution(input: [3, 20, 9, 11], filter: [35, 20, 3, 3], output: [3, 35, 9, 11], seed: 60)),
      DigestProblem(
        "convolution, winograd6x6",
        .convolution(Convolution(geometry: WindowGeometry(3, padding: 1), groups: 2, algorithm: .winograd6x6)),
        convolution(input: [3, 20, 9, 11], filter: [38, 10, 3, 3], output: [3, 38, 9, 11], seed: 64)),
      DigestProblem(
        "convolution, winograd6x6, 5×5",
        .convolution(Convolution(geometry: WindowGeometry(5, padding: 2), groups: 2, algorithm: .winograd6x6)),
        convolution(input: [2, 12, 8, 9], filter: [34, 6, 5, 5], output: [2, 34, 8, 9], seed: 68)),
      DigestProblem(
        "locally connected", .locallyConnected(LocallyConnected(geometry: WindowGeometry(3, padding: 1), groups: 2)),
        [
          "input": random([3, 10, 5, 4], 32), "filter": random([14, 5, 3, 3, 5, 4], 33),
          "bias": random([14, 5, 4], 34), "outputGradient": random([3, 14, 5, 4], 35),
        ]),
    ]
  }

  private static func convolution(
    input: [Int], filter: [Int], output: [Int], seed: UInt64
  ) -> [String: CaseTensor] {
    [
      "input": random(input, seed), "filter": random(filter, seed + 1), "bias": random([filter[0]], seed + 2),
      "outputGradient": random(output, seed + 3),
    ]
  }

  private static var windows: [DigestProblem] {
    let images = ["input": random([3, 37, 7, 9], 40, scale: 8), "outputGradient": random([3, 37, 7, 9], 41)]
    func normalization(_ extent: ResponseNormalization.Extent, beta: Double) -> Computation {
      .responseNormalization(
        ResponseNormalization(k: 2, alpha: 1e-4, beta: beta, window: 5, dividesAlphaByWindow: false, extent: extent))
    }
    let ceil = WindowGeometry(3, stride: 2, padding: 1, rounding: .ceil)
    let pooled = ["input": random([3, 37, 8, 10], 42), "outputGradient": random([3, 37, 5, 6], 43)]
    return [
      DigestProblem(
        "response normalization", normalization(.acrossChannels(groups: 1), beta: 0.75), images),
      DigestProblem(
        "response normalization, general power", normalization(.acrossChannels(groups: 1), beta: 0.6), images),
      DigestProblem("response normalization, spatial", normalization(.spatial, beta: 0.75), images),
      DigestProblem("max pooling", .maxPooling(MaxPooling(geometry: ceil)), pooled),
      DigestProblem(
        "average pooling", .averagePooling(AveragePooling(geometry: ceil, countsPadding: false)), pooled),
    ]
  }

  private static var elements: [DigestProblem] {
    let rows = ["input": random([7, 1003], 50, scale: 8), "outputGradient": random([7, 1003], 51)]
    let scores = ["scores": random([9, 1003], 52, scale: 16), "labels": integers([9], 53, below: 1003)]
    return [
      DigestProblem("rectifier", .rectifier, rows),
      DigestProblem(
        "dropout", .dropout(Dropout(rate: 0.3, scaling: .training), isTraining: true),
        rows.merging(["mask": integers([7, 1003], 54, below: 2)]) { $1 }),
      DigestProblem("softmax", .softmax, rows),
      DigestProblem("softmax cross-entropy", .softmaxCrossEntropy(scale: 1.0 / 9), scores),
      DigestProblem("top k", .topK(5), scores),
    ]
  }
}
