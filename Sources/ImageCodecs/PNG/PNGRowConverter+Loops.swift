// Every index stays inside: `row` has `count` pixels of the header's bits, `output` has `count` steps less what follows
// the last pixel's channels, and the table has an entry for each sample of the header's depth.
extension PNGRowConverter {
  /// Samples of up to 8 bits, each standing for a pixel; the first is in a byte's highest bits.
  func lookUp(_ row: UnsafePointer<UInt8>, count: Int, to output: UnsafeMutablePointer<UInt8>, step: Int) {
    let depth = header.depth
    let mask = 1 << depth - 1
    let channels = channels
    table.withUnsafeBufferPointer { table in
      for pixel in 0..<count {
        let bit = pixel &* depth
        let sample = Int(row[bit &>> 3]) &>> (8 &- depth &- bit & 7) & mask
        for channel in 0..<channels { output[pixel &* step &+ channel] = table[sample &* channels &+ channel] }
      }
    }
  }

  /// 8-bit samples as they are, alpha left out.
  func copy(_ row: UnsafePointer<UInt8>, count: Int, to output: UnsafeMutablePointer<UInt8>, step: Int) {
    let samples = header.colorType.samples
    if samples == channels, step == channels {
      output.update(from: row, count: count * step)
    } else if channels == 3 {
      for pixel in 0..<count {
        let (source, target) = (row + pixel &* samples, output + pixel &* step)
        target[0] = source[0]
        target[1] = source[1]
        target[2] = source[2]
      }
    } else {
      for pixel in 0..<count { output[pixel &* step] = row[pixel &* samples] }
    }
  }

  /// 16-bit samples, alpha left out.
  func narrow(_ row: UnsafePointer<UInt8>, count: Int, to output: UnsafeMutablePointer<UInt8>, step: Int) {
    let samples = header.colorType.samples
    let channels = channels
    for pixel in 0..<count {
      for channel in 0..<channels {
        output[pixel &* step &+ channel] = Self.narrowed(wideSample(row, pixel &* samples &+ channel))
      }
    }
  }

  /// Samples of 8 or 16 bits over a background.
  func composite(
    _ row: UnsafePointer<UInt8>, count: Int, to output: UnsafeMutablePointer<UInt8>, step: Int, over background: [UInt8]
  ) {
    let samples = header.colorType.samples
    let isGray = header.colorType.isGray
    let isWide = header.depth == 16
    for pixel in 0..<count {
      let first = pixel &* samples
      let alpha = alpha(row, first, isWide: isWide)
      for channel in background.indices {
        let source = isGray ? first : first &+ channel
        output[pixel &* step &+ channel] =
          isWide
          ? Self.blendedWide(wideSample(row, source), alpha: alpha, over: background[channel])
          : Self.blended(Int(row[source]), alpha: alpha, over: background[channel])
      }
    }
  }

  /// The alpha of the pixel whose first sample has this index.
  private func alpha(_ row: UnsafePointer<UInt8>, _ first: Int, isWide: Bool) -> Int {
    guard let key else {
      let index = first &+ header.colorType.samples &- 1
      return isWide ? wideSample(row, index) : Int(row[index])
    }
    let isTransparent = key.indices.allSatisfy { index in
      Int(key[index]) == (isWide ? wideSample(row, first &+ index) : Int(row[first &+ index]))
    }
    return isTransparent ? 0 : isWide ? 65535 : 255
  }

  /// The 16-bit sample with this index.
  @inline(__always)
  private func wideSample(_ row: UnsafePointer<UInt8>, _ index: Int) -> Int {
    Int(row[2 &* index]) &<< 8 | Int(row[2 &* index &+ 1])
  }
}
