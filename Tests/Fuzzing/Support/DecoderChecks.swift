import ImageCodecs

/// What holds of every decoder of images.
enum DecoderChecks {
  typealias Decode = (Span<UInt8>, DecodingOptions) throws(ImageError) -> DecodedImage

  /// Options that depend on the whole input, so that any change of it tries others.
  static func options(for bytes: Span<UInt8>) -> DecodingOptions {
    var number = choice(bytes, of: 4 * 3 * 2 * 4 * 4 * 2)
    func next(_ count: Int) -> Int {
      defer { number /= count }
      return number % count
    }
    var options = DecodingOptions()
    options.scale = DecodingOptions.Scale.allCases[next(4)]
    options.channels = [.asStored, .rgb, .gray][next(3)]
    options.transparency = next(2) == 0 ? .dropped : .composited(red: 1, green: 200, blue: 33)
    options.minimumShorterSide = [nil, nil, 16, 1 << 40][next(4)]
    // Large images take most of the time, and few of the ways through a decoder.
    options.maximumPixels = [1 << 12, 1 << 12, 1 << 14, 1 << 20][next(4)]
    options.appliesOrientation = next(2) == 0
    return options
  }

  /// What `DecodingOptions.maximumPixels` promises, and the tables of a decoder.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int {
    16 * options(for: bytes).maximumPixels + 3 * bytes.count + 1 << 20
  }

  /// Decodes a file with and without leniency.
  ///
  /// - Parameter declaredSize: width and height of the image, as the file's header states them; nil if it cannot be read.
  static func check(
    _ bytes: Span<UInt8>, _ decode: Decode, declaredSize: (width: Int, height: Int)?
  ) throws(Finding) {
    var options = options(for: bytes)
    let strict = try result(bytes, decode, options)
    options.allowsTruncation = true
    let lenient = try result(bytes, decode, options)
    if let strict {
      try Finding.unless(!strict.isTruncated, "a file cut short was decoded without being allowed to")
      try Finding.unless(lenient == strict, "leniency changes what a sound file gives")
    }
    guard let lenient else { return }
    let image = lenient.image
    guard let declaredSize else { throw Finding("an image was decoded whose size cannot be read") }
    let sides = sides(declaredSize, options)
    try Finding.unless(
      sides.contains([image.width, image.height]),
      "\(declaredSize) pixels at scale \(options.scale) became \(image.width) × \(image.height)")
    try Finding.unless(
      declaredSize.width * declaredSize.height <= options.maximumPixels, "more pixels than allowed were decoded")
    let channels = image.channels
    switch options.channels {
    case .asStored: break
    case .rgb: try Finding.unless(channels == 3, "an RGB image has \(channels) channels")
    case .gray: try Finding.unless(channels == 1, "a gray image has \(channels) channels")
    }
  }

  private static func result(
    _ bytes: Span<UInt8>, _ decode: Decode, _ options: DecodingOptions
  ) throws(Finding) -> DecodedImage? {
    do throws(ImageError) {
      return try decode(bytes, options)
    } catch {
      try Finding.checkText(of: error)
      try Finding.unless((0...bytes.count).contains(error.offset), "an error at byte \(error.offset)")
      return nil
    }
  }

  /// The sizes that an image may have: orientation exchanges the sides, and with a least shorter side the scale is free.
  private static func sides(_ size: (width: Int, height: Int), _ options: DecodingOptions) -> Set<[Int]> {
    let isFree = options.scale == .full && options.minimumShorterSide != nil
    let scales = isFree ? [1, 2, 4, 8] : [options.scale.rawValue]
    return Set(
      scales.flatMap { scale in
        let scaled = [(size.width - 1) / scale + 1, (size.height - 1) / scale + 1]
        return [scaled, scaled.reversed()]
      })
  }
}
