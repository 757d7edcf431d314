/// Decoding of JPEG files (ITU-T T.81): 8 bits, Huffman-coded, sequential or progressive; gray, YCbCr, RGB, CMYK, YCCK.
///
/// - Samplings are all those of T.81. Ratios 2:1 are interpolated (libjpeg's "fancy" upsampling), others repeated, those
///   that are not whole numbers, too.
/// - The result is, bit for bit, that of libjpeg-turbo with its accurate integer transform. Its smoothing of progressive
///   files of which scans are missing is left out.
/// - CMYK and YCCK files are taken to store 255 less the ink, as Adobe's programs do; red is K − K·(255 − C)/255 of the
///   stored values, rounded as in Pillow, and green and blue likewise.
/// - Stray bytes between segments, whatever follows the last scan, and a missing EOI are passed over. Sequential files
///   without Huffman tables (frames of motion JPEG) get those of annex K.3.
/// - A file that ends early is an error, and so are wrong restart markers, bits that are no code, and scans that do not
///   follow on each other. With `DecodingOptions.allowsTruncation` decoding goes on after them as libjpeg does: what is
///   missing is gray or coarser, and the result says that it is truncated.
/// - A file costs at most 128 passes over its blocks and has at most 1,000 scans; more are refused, as a scan of a few
///   bytes can stand for all blocks of an image.
/// - Arithmetic coding, 12 bits, lossless and hierarchical files, and heights given after the first scan (DNL) are not
///   decoded.
public enum JPEGDecoder {
  /// Decodes a file.
  ///
  /// `options.scale` and `options.minimumShorterSide` choose the size of the transform; a file that has several scans
  /// takes two bytes and a bit for each coefficient as well.
  ///
  /// - Throws: `ImageError`; its offset counts from the beginning of `bytes`.
  public static func decode(
    _ bytes: Span<UInt8>, options: DecodingOptions = DecodingOptions()
  ) throws(ImageError) -> DecodedImage {
    var file = try JPEGFile(bytes)
    guard let scan = try file.nextScan(bytes), let frame = file.frame else {
      throw ImageError(.jpeg, .truncated(missing: "the image's data"), offset: bytes.count)
    }
    // Neither side has more than 16 bits.
    guard frame.width * frame.height <= options.maximumPixels else {
      let reason = ImageError.Reason.tooLarge(
        width: frame.width, height: frame.height, limit: options.maximumPixels)
      throw ImageError(.jpeg, reason, offset: 0)
    }
    let geometry = OutputGeometry(frame, blockSize: blockSize(frame, options))
    var decoding = FrameDecoding(file: file, frame: frame, geometry: geometry, isTolerant: options.allowsTruncation)
    var image = try decoding.decode(bytes, startingWith: scan)
    if options.appliesOrientation, let orientation = decoding.orientation {
      image = orientation.applied(to: image)
    }
    return DecodedImage(
      image: image.converted(to: options.channels), format: .jpeg, isTruncated: decoding.isDamaged)
  }

  /// The pixels of a side that a block's 8 are decoded to.
  private static func blockSize(_ frame: FrameHeader, _ options: DecodingOptions) -> Int {
    guard options.scale == .full, let side = options.minimumShorterSide else { return 8 / options.scale.rawValue }
    let shorter = min(frame.width, frame.height)
    return [1, 2, 4].first { ceiling(shorter * $0, over: 8) >= side } ?? 8
  }
}
