/// Turns a PNG image's samples into 8-bit gray or RGB, transparency dropped or composited.
///
/// Samples v of fewer than 8 bits become v · 255 / (2^depth − 1), exactly. Those of 16 bits become v / 257, rounded to
/// nearest, as libpng's `png_set_scale_16` has it; the high byte alone, as `png_set_strip_16` and Pillow take it, would
/// be off by up to one. With alpha, 16-bit samples are composited at 16 bits and rounded once.
///
/// A palette's index that has no colour is opaque black, as for libpng and Go.
struct PNGRowConverter {
  /// Samples of a pixel of the output: 1 or 3.
  let channels: Int
  /// Size, depth, colour type.
  let header: PNGHeader
  /// The output's samples for each sample of up to 8 bits that stands for a pixel; empty if there are none such.
  let table: [UInt8]
  /// What transparent pixels show, a sample a channel; nil if there are none or transparency is dropped.
  private let background: [UInt8]?
  /// The samples of the pixels that are transparent, if that is how the image has it.
  let key: [UInt16]?

  /// A converter for an image.
  ///
  /// Gray images give one channel, and show the luminance of the background where they are transparent. Only if RGB is
  /// asked for and the background has a hue, they give three.
  init(_ contents: PNGContents, options: DecodingOptions) {
    header = contents.header
    var background: [UInt8]?
    var channels = header.colorType.isGray ? 1 : 3
    if case .composited(let red, let green, let blue) = options.transparency,
      header.colorType.hasAlpha || contents.transparency != nil
    {
      let colour = Image(width: 1, height: 1, channels: 3, pixels: [red, green, blue])
      if channels == 1, options.channels == .rgb, Set(colour.pixels).count > 1 { channels = 3 }
      background = channels == 1 ? colour.gray().pixels : colour.pixels
    }
    self.channels = channels
    self.background = background
    if background != nil, case .key(let samples) = contents.transparency { key = samples } else { key = nil }
    switch header.colorType {
    case .gray where header.depth <= 8:
      table = Self.grayTable(depth: header.depth, channels: channels, key: key, background: background)
    case .palette:
      table = Self.paletteTable(contents, background: background)
    default:
      table = []
    }
  }

  /// Converts the first pixels of a row.
  ///
  /// - Parameters:
  ///   - row: at least `count` pixels as the file has them, reconstructed.
  ///   - count: how many pixels.
  ///   - output: where the first one's `channels` samples go.
  ///   - step: from one pixel of the output to the next, in samples.
  func convert(_ row: UnsafePointer<UInt8>, count: Int, to output: UnsafeMutablePointer<UInt8>, step: Int) {
    if !table.isEmpty, header.depth < 8 || header.colorType == .palette || key != nil {
      lookUp(row, count: count, to: output, step: step)
    } else if let background {
      composite(row, count: count, to: output, step: step, over: background)
    } else if header.depth == 8 {
      copy(row, count: count, to: output, step: step)
    } else {
      narrow(row, count: count, to: output, step: step)
    }
  }

  // MARK: - Samples

  /// v / 257 rounded to nearest: exact for all 65536 values.
  static func narrowed(_ sample: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: (sample &* 255 &+ 32895) &>> 16)
  }

  /// (α·v + (255 − α)·b) / 255, rounded to nearest; all of 8 bits.
  static func blended(_ sample: Int, alpha: Int, over background: UInt8) -> UInt8 {
    UInt8(truncatingIfNeeded: (alpha &* sample &+ (255 &- alpha) &* Int(background) &+ 127) / 255)
  }

  /// The same for a sample and an alpha of 16 bits, rounded once to 8.
  static func blendedWide(_ sample: Int, alpha: Int, over background: UInt8) -> UInt8 {
    let divisor = 65535 * 257
    let sum = alpha &* sample &+ (65535 &- alpha) &* Int(background) &* 257
    return UInt8(truncatingIfNeeded: (sum &+ divisor / 2) / divisor)
  }

  private static func grayTable(depth: Int, channels: Int, key: [UInt16]?, background: [UInt8]?) -> [UInt8] {
    let largest = 1 << depth - 1
    return (0...largest).flatMap { sample in
      if let background, let key, Int(key[0]) == sample { return background }
      return [UInt8](repeating: UInt8(sample * 255 / largest), count: channels)
    }
  }

  private static func paletteTable(_ contents: PNGContents, background: [UInt8]?) -> [UInt8] {
    var table = contents.palette + [UInt8](repeating: 0, count: 3 * 256 - contents.palette.count)
    if let background, case .alphas(let alphas) = contents.transparency {
      for index in 0..<3 * alphas.count {
        table[index] = blended(Int(table[index]), alpha: Int(alphas[index / 3]), over: background[index % 3])
      }
    }
    return table
  }
}
