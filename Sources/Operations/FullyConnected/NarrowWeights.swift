import KernelBodies
import Kernels
import Tensors

/// Weights of a fully connected layer in sixteen or eight bits each.
///
/// A product of one row reads each weight once, so it takes as long as memory takes to deliver them: fewer bits are time as
/// well as memory. What is computed is exact for the stored values: a layer with narrow weights gives the bits of one with
/// `widened()` ones. What is lost is lost when weights are rounded:
///
/// - float16: relative error up to 2⁻¹¹ down to magnitudes of 2⁻¹⁴, absolute up to 2⁻²⁵ below; nothing above 65,504.
/// - bfloat16: relative error up to 2⁻⁸.
/// - int8: absolute error up to half of 1/127 of the greatest weight of the same output. Value = integer · scale of the output,
///   which is that greatest magnitude / 127.
public struct NarrowWeights<Scalar: KernelScalar>: Sendable {
  /// How a weight is stored.
  public typealias Format = NarrowFormat

  /// How a weight is stored.
  public let format: Format
  /// I×O: inputs and outputs.
  public let shape: Shape

  /// The elements, whatever their type: memory alone.
  private let elements: AlignedStorage<Float>
  private let scales: AlignedStorage<Scalar>

  /// Rounds weights of I×O, each to the nearest that the format has, ties to even.
  ///
  /// - Throws: `NarrowWeightsError` if a weight is not finite or too large for the format, or the shape is not I×O.
  public init(_ weights: TensorView<Scalar>, as format: Format) throws(NarrowWeightsError) {
    guard weights.shape.rank == 2 else { throw .shape(weights.shape) }
    self.format = format
    shape = weights.shape
    elements = AlignedStorage(count: (weights.count * format.bytes + 3) / 4)
    scales = AlignedStorage(count: weights.shape[1])
    if let index = (0..<weights.count).first(where: { !weights.base[$0].isFinite }) {
      throw .notFinite(input: index / shape[1], output: index % shape[1])
    }
    let columns = shape[1]
    switch format {
    case .float16:
      if let index = (0..<weights.count).first(where: {
        weights.base[$0].magnitude > Scalar(HalfPrecision.greatestFloat16)
          && HalfPrecision.float16(Float(weights.base[$0])) & 0x7C00 == 0x7C00
      }) {
        throw .tooLarge(Double(weights.base[index]), input: index / columns, output: index % columns)
      }
      fillRows { row, out in
        for column in 0..<columns { out[column] = HalfPrecision.float16(Float(weights.base[row * columns + column])) }
      }
    case .bfloat16:
      fillRows { row, out in
        for column in 0..<columns {
          let bits = HalfPrecision.bfloat16(Float(weights.base[row * columns + column]))
          // The greatest Floats would round to infinity.
          out[column] = bits & 0x7FFF == 0x7F80 ? bits - 1 : bits
        }
      }
    case .int8:
      for row in 0..<shape[0] {
        for column in 0..<columns {
          scales.base[column] = max(scales.base[column], weights.base[row * columns + column].magnitude)
        }
      }
      for column in 0..<columns { scales.base[column] /= 127 }
      fillRows { [scales] row, out in
        for column in 0..<columns {
          let scale = scales.base[column]
          let quotient = (weights.base[row * columns + column] / scale).rounded(.toNearestOrEven)
          // A scale of zero, or one that lost its digits as a subnormal, gives no quotient up to 127.
          out[column] = scale == 0 ? 0 : Int8(max(-127, min(127, quotient)))
        }
      }
    }
  }

  /// Bytes that the weights and their scales take.
  public var byteCount: Int {
    shape.count * format.bytes + (format == .int8 ? shape[1] * MemoryLayout<Scalar>.stride : 0)
  }

  /// The stored values, I×O.
  public func widened() -> Tensor<Scalar> {
    var tensor = Tensor<Scalar>(shape: shape)
    tensor.withMutableView { view in widen(rows: 0..<shape[0], into: view.base) }
    return tensor
  }

  /// Writes the stored values of some rows, contiguous, on all threads.
  func widen(rows: Range<Int>, into out: UnsafeMutablePointer<Scalar>) {
    let kernels = Scalar.kernels.narrow(format)
    let columns = shape[1]
    Parallel.forEachRange(rows.count, grain: 16) { part in
      kernels.widen(
        matrix(rows: rows.lowerBound + part.lowerBound..<rows.lowerBound + part.upperBound, columns: 0..<columns),
        out + part.lowerBound * columns, columns)
    }
  }

  /// Some rows and columns in the kernels' form.
  func matrix(rows: Range<Int>, columns: Range<Int>) -> NarrowMatrix<Scalar> {
    NarrowMatrix(
      format: format,
      base: UnsafeRawPointer(elements.base) + (rows.lowerBound * shape[1] + columns.lowerBound) * format.bytes,
      stride: shape[1], rows: rows.count, columns: columns.count, scales: scales.base + columns.lowerBound)
  }

  /// Calls `body` with each row and where its elements go, on all threads.
  private func fillRows<Bits>(_ body: (Int, UnsafeMutablePointer<Bits>) -> Void) {
    let columns = shape[1]
    let memory = UnsafeMutableRawPointer(elements.base).bindMemory(to: Bits.self, capacity: shape.count)
    Parallel.forEachRange(shape[0], grain: 16) { rows in
      for row in rows { body(row, memory + row * columns) }
    }
  }
}

extension NarrowFormat {
  /// Bytes of an element.
  var bytes: Int { self == .int8 ? 1 : 2 }
}
