import Tensors
import WeightFormats

/// The tensors of a file, of any type that a case or a candidate may have.
struct CaseTensors {
  let path: String
  private let file: SafetensorsFile

  init(path: String) throws(GoldenError) {
    self.path = path
    do {
      file = try SafetensorsFile(path: path)
    } catch {
      throw GoldenError(path, .tensors(error))
    }
  }

  /// The names, in the file's order.
  var names: [String] { file.tensors.map(\.name) }

  /// The seconds that computing them took, as a candidate says in the file's metadata; nil if it says no such number.
  var seconds: Double? {
    guard let seconds = file.metadata["seconds"].flatMap({ Double($0) }), seconds.isFinite, seconds >= 0 else {
      return nil
    }
    return seconds
  }

  /// The tensor of a name.
  func tensor(_ name: String) throws(GoldenError) -> CaseTensor {
    guard let record = file.tensor(named: name) else { throw invalid(name, expected: "there") }
    guard record.shape.count <= Shape.maximumRank else {
      throw invalid(name, expected: "of at most \(Shape.maximumRank) dimensions")
    }
    do {
      let elements: CaseTensor.Elements =
        switch record.dtype {
        case .float64, .float32, .float16, .bfloat16: .reals(try file.doubles(name))
        case .int64: .integers(try file.integers(name, as: Int64.self))
        case .int32: .integers(try file.integers(name, as: Int32.self).map { Int64($0) })
        case .uint8: .integers(try file.integers(name, as: UInt8.self).map { Int64($0) })
        default:
          throw invalid(name, expected: "of type F64, F32, F16, BF16, I64, I32 or U8, not \(record.dtype.rawValue)")
        }
      return CaseTensor(shape: record.shape, elements)
    } catch let error as GoldenError {
      throw error
    } catch let error as SafetensorsError {
      throw GoldenError(path, .tensors(error))
    } catch {
      throw GoldenError(path, .syntax("\(error)"))
    }
  }

  func invalid(_ name: String, expected: String) -> GoldenError {
    GoldenError(path, .tensor(name, expected: expected))
  }
}
