import Tensors

extension InputPreparation {
  /// Stage two: the network's H·W·C numbers of a prepared image.
  public func values<Scalar: TensorScalar>(_ prepared: PreparedImage, as type: Scalar.Type = Scalar.self) -> [Scalar] {
    [Scalar](unsafeUninitializedCapacity: valueCount) { buffer, count in
      guard let out = buffer.baseAddress else { return }
      write(prepared.pixels.span, view: prepared.view, into: out)
      count = valueCount
    }
  }

  /// Stage two: writes the network's numbers of a prepared image.
  package func write<Scalar: TensorScalar>(_ prepared: PreparedImage, into out: UnsafeMutablePointer<Scalar>) {
    write(prepared.pixels.span, view: prepared.view, into: out)
  }

  /// Stage two, of samples in memory.
  ///
  ///     value = (pixel · scale − mean) / deviation
  ///     value = ((pixel + offset) · scale − mean) / deviation / divisor        with a colour
  ///
  /// in single precision whatever `Scalar` is, in this order, none fused. Nothing is clamped.
  ///
  /// - Parameters:
  ///   - pixels: the samples of stage one.
  ///   - view: what stage one said of them.
  ///   - out: receives `valueCount` numbers; it may be uninitialized.
  package func write<Scalar: TensorScalar>(
    _ pixels: Span<UInt8>, view: PreparedView, into out: UnsafeMutablePointer<Scalar>
  ) {
    // The same loop thrice, so that the first two are compiled for their types and vectorized.
    if Scalar.self == Float.self {
      fill(pixels, view, UnsafeMutableRawPointer(out).assumingMemoryBound(to: Float.self))
    } else if Scalar.self == Double.self {
      fill(pixels, view, UnsafeMutableRawPointer(out).assumingMemoryBound(to: Double.self))
    } else {
      fill(pixels, view, out)
    }
  }

  @inline(__always)
  private func fill<Scalar: TensorScalar>(
    _ pixels: Span<UInt8>, _ view: PreparedView, _ out: UnsafeMutablePointer<Scalar>
  ) {
    precondition(pixels.count == valueCount, "a prepared image has H·W·C samples")
    let rowCount = width * channels.count
    let isReordered = view.isMirrored || channels == .bgr
    let meanRows = MeanRows(tables, view: view, height: height, width: width, channels: channels.count, rounding)
    let offsets = view.colourOffset.map { offset in
      (0..<rowCount).map { offset[channels == .bgr ? 2 - $0 % 3 : $0 % 3] }
    }
    pixels.withUnsafeBufferPointer { pixels in
      tables.deviation.withUnsafeBufferPointer { deviation in
        meanRows.values.withUnsafeBufferPointer { mean in
          withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rowCount) { row in
            guard let source = pixels.baseAddress, let row = row.baseAddress, let mean = mean.baseAddress,
              let deviation = deviation.baseAddress
            else { return }
            for h in 0..<height {
              var samples = source + h * rowCount
              if isReordered {
                reorder(samples, isMirrored: view.isMirrored, into: row)
                samples = UnsafePointer(row)
              }
              let (mean, out) = (mean + meanRows.start(of: h), out + h * rowCount)
              if let offsets {
                offsets.withUnsafeBufferPointer { offsets in
                  for i in 0..<rowCount {
                    let centred = (Float(samples[i]) + offsets[i]) * tables.scale - mean[i]
                    out[i] = Scalar(centred / deviation[i] / view.colourDivisor)
                  }
                }
              } else {
                for i in 0..<rowCount { out[i] = Scalar((Float(samples[i]) * tables.scale - mean[i]) / deviation[i]) }
              }
            }
          }
        }
      }
    }
  }

  /// Copies a row into the network's order of columns and channels.
  private func reorder(_ samples: UnsafePointer<UInt8>, isMirrored: Bool, into out: UnsafeMutablePointer<UInt8>) {
    guard channels != .gray else {
      for w in 0..<width { out[w] = samples[width &- 1 &- w] }
      return
    }
    let (first, last) = channels == .bgr ? (2, 0) : (0, 2)
    var source = isMirrored ? samples + 3 * (width - 1) : samples
    let step = isMirrored ? -3 : 3
    var out = out
    for _ in 0..<width {
      out[0] = source[first]
      out[1] = source[1]
      out[2] = source[last]
      out += 3
      source += step
    }
  }
}
