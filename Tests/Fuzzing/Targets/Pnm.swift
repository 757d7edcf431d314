import ImageCodecs

@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  withInput(data, count) { bytes in
    // Whole files as they come, and with every option that opens another path.
    var options = DecodingOptions(maximumPixels: 1 << 20)
    _ = try? PNMDecoder.decode(bytes, options: options)
    let number = choice(bytes, of: 24)
    options.scale = DecodingOptions.Scale.allCases[number % 4]
    options.channels = [.asStored, .rgb, .gray][number / 4 % 3]
    options.transparency = number < 12 ? .dropped : .composited(red: 1, green: 2, blue: 3)
    options.minimumShorterSide = number == 0 ? 16 : nil
    options.allowsTruncation = true
    _ = try? PNMDecoder.decode(bytes, options: options)
  }
}
