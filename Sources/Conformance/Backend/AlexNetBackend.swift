import Kernels
import Operations
import Tensors

/// This library as a backend, in Float or Double.
public struct AlexNetBackend<Scalar: KernelScalar>: Backend {
  /// What reports call it.
  public var name: String {
    "alexnet (\(Scalar.self), \(InstructionSet.current)\(convolution.map { ", \($0)" } ?? ""))"
  }
  /// That of the scalar.
  public var precision: Precision { Scalar.self == Double.self ? .float64 : .float32 }

  /// How convolutions that it can compute are computed; nil for as the case says.
  public let convolution: Convolution.Algorithm?

  /// The library in the precision of `Scalar`.
  public init(convolution: Convolution.Algorithm? = nil) { self.convolution = convolution }

  /// Computes with the code that ships.
  ///
  /// - Throws: `GoldenError` or `ShapeError` if the tensors of the case do not fit each other.
  public func results(of request: CaseRequest) throws -> [String: CaseTensor]? {
    let inputs = request.inputs
    switch request.computation {
    case .matrixMultiply(let alpha, let beta, let left, let right):
      return try multiply(inputs, alpha: alpha, beta: beta, transposesLeft: left, transposesRight: right)
    case .convolution(let operation): return try convolve(operation.computed(by: convolution), inputs)
    case .locallyConnected(let layer): return try convolveLocally(layer, inputs)
    case .fullyConnected: return try connect(inputs)
    case .responseNormalization(let normalization): return try normalize(normalization, inputs)
    case .maxPooling(let pooling): return try pool(pooling, inputs)
    case .averagePooling(let pooling): return try pool(pooling, inputs)
    case .rectifier: return try rectify(inputs)
    case .dropout(let dropout, let isTraining): return try drop(dropout, isTraining: isTraining, inputs)
    case .softmax: return try softmax(inputs)
    case .softmaxCrossEntropy(let scale): return try crossEntropy(scale: scale, inputs)
    case .topK(let k): return try rank(k: k, inputs)
    case .network(let problem): return try run(problem, inputs, wanted: request.results)
    case .training(let problem): return try train(problem, inputs)
    case .preparation(let problem): return try prepare(problem, inputs)
    }
  }

  /// What an operation writes into new memory that held garbage before, so that nothing relies on zeros.
  ///
  /// - Throws: `GoldenError` if there would be more elements than any case needs.
  func written(_ shape: Shape, _ body: (MutableTensorView<Scalar>) throws -> Void) throws -> Tensor<Scalar> {
    guard shape.count <= 1 << 28 else {
      throw GoldenError("case.json", .value("parameters", expected: "such that results have at most 2²⁸ elements"))
    }
    var tensor = Tensor<Scalar>(shape: shape, elements: [Scalar](repeating: -987, count: shape.count))
    try tensor.withMutableView { try body($0) }
    return tensor
  }
}

/// The order of the field's tensors as the library has them, and back.
enum FieldAxes {
  /// N,C,H,W → N,H,W,C.
  static let imagesIn = [0, 2, 3, 1]
  /// N,H,W,C → N,C,H,W.
  static let imagesOut = [0, 3, 1, 2]
  /// K,C,R,S → R,S,C,K, and O,C,H,W → H,W,C,O.
  static let filtersIn = [2, 3, 1, 0]
  /// R,S,C,K → K,C,R,S.
  static let filtersOut = [3, 2, 0, 1]
}

extension CaseInputs {
  /// Images N,C,H,W as N,H,W,C.
  func images<Scalar: TensorScalar>(_ name: String, of: Scalar.Type = Scalar.self) throws(GoldenError) -> Tensor<Scalar>
  {
    try tensor(name, rank: 4).permuted(FieldAxes.imagesIn).tensor()
  }

  /// Any tensor as it is.
  func plain<Scalar: TensorScalar>(
    _ name: String, rank: Int? = nil, of: Scalar.Type = Scalar.self
  ) throws(GoldenError) -> Tensor<Scalar> {
    try tensor(name, rank: rank).tensor()
  }
}

extension CaseTensor {
  /// Images N,H,W,C as N,C,H,W.
  static func images<Scalar: TensorScalar>(_ tensor: Tensor<Scalar>) -> CaseTensor {
    CaseTensor(tensor).permuted(FieldAxes.imagesOut)
  }
}
