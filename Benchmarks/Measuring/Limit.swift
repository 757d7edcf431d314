/// What bounds a row from above, measured on this machine right before the row.
enum Limit: Hashable, Sendable {
  /// Fused multiply-adds in registers, in Float.
  case floatPeak
  /// The same in Double.
  case doublePeak
  /// Bytes between memory and processor, in whichever of reading, copying and updating is fastest.
  case bandwidth
  /// Bytes from memory to processor where nothing is written.
  case readBandwidth
}
