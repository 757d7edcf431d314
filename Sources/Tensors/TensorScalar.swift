/// A floating-point type that tensors hold.
public protocol TensorScalar: BinaryFloatingPoint, SIMDScalar, Codable, BitwiseCopyable, Sendable {}

extension Float: TensorScalar {}
extension Double: TensorScalar {}
