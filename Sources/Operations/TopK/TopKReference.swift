import Tensors

/// The order of classes straight from its definition, for comparison.
package enum TopKReference {
  /// All classes of a row, best first.
  package static func order<Scalar: TensorScalar>(_ scores: Tensor<Scalar>, image: Int) -> [Int] {
    let classes = scores.shape[1]
    let row = (0..<classes).map { scores[image * classes + $0] }
    let numbers = row.indices.filter { !row[$0].isNaN }
    let sorted = numbers.sorted { row[$0] != row[$1] ? row[$0] > row[$1] : $0 < $1 }
    return sorted + row.indices.filter { row[$0].isNaN }
  }
}
