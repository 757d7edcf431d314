/// Named tensors of a file, whatever its format: what readers of weights have in common.
///
/// Shapes and elements are in the file's own order. Nothing is reordered, renamed or scaled here; the models' side of the
/// library decides what a tensor means.
public protocol WeightArchive: Sendable {
  /// The file's path, or the name given with its bytes; errors start with it.
  var name: String { get }

  /// What the format is called, such as "safetensors".
  var formatName: String { get }

  /// What the file holds, in its own order.
  var entries: [WeightEntry] { get }

  /// Free-form strings that the file carries beside its tensors; empty where a format has none.
  var metadata: [String: String] { get }

  /// Returns the elements of a tensor as `Float`, row-major.
  ///
  /// Types that `Float` does not hold exactly (64-bit floats) are rounded to the nearest.
  ///
  /// - Throws: the format's own error if there is no such tensor, its type is not one of real numbers, or its bytes are
  ///   damaged.
  func values(_ name: String) throws -> [Float]
}

extension WeightArchive {
  /// None.
  public var metadata: [String: String] { [:] }

  /// What the file says of a tensor, or nil if it has none of that name.
  public func entry(named name: String) -> WeightEntry? { entries.first { $0.name == name } }
}
