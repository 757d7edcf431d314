/// Runs `body` on a fuzzer's input.
///
/// - Returns: what libFuzzer expects: 0, keep going.
func withInput(_ data: UnsafePointer<UInt8>?, _ count: Int, _ body: (Span<UInt8>) -> Void) -> CInt {
  let buffer = UnsafeBufferPointer(start: data, count: data == nil ? 0 : count)
  body(buffer.span)
  return 0
}

/// A number that depends on every byte of an input: what a target may choose its options by.
func choice(_ bytes: Span<UInt8>, of count: Int) -> Int {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for index in 0..<bytes.count { hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01b3 }
  return Int((hash >> 32) % UInt64(count))
}
