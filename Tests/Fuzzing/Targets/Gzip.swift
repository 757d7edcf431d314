import ImageCodecs

@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  withInput(data, count) { _ = try? Gzip.decompress($0, maximumOutputSize: 1 << 22) }
}
