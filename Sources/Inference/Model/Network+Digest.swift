import Kernels
import Networks
import WeightFormats

extension Network<Float> {
  /// SHA-256 of all parameters: little-endian Float32, in the plan's order of parameters and the field's order of elements.
  public var digest: String {
    var hash = SHA256()
    for index in plan.parameters.indices {
      let values = exportParameter(index).map { $0.bitPattern.littleEndian }
      values.withUnsafeBytes { hash.update($0) }
    }
    return SHA256.hexDigest(hash.finalize())
  }
}
