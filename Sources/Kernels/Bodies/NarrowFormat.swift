/// How narrow elements are stored.
public enum NarrowFormat: String, CaseIterable, Hashable, Sendable {
  /// IEEE 754 floats of sixteen bits.
  case float16
  /// The upper halves of Floats.
  case bfloat16
  /// Integers of eight bits, times a scale for each column.
  case int8
}
