extension PNGFilter {
  private static let vectorSize = 16

  /// The rows of an 8-bit image, each behind the filter type that makes the sum of its bytes' distances from zero least.
  ///
  /// This is the heuristic that the standard suggests (PNG, third edition, 12.7). Of equals the first type is taken.
  static func filteredRows(of image: Image) -> [UInt8] {
    let length = image.width * image.channels
    // Both rows begin with a pixel of zeros, left of the image, and end with room for a whole vector.
    let padded = image.channels + length + vectorSize
    var above = [UInt8](repeating: 0, count: padded)
    var row = above
    var candidate = [UInt8](repeating: 0, count: length + vectorSize)
    var best = candidate
    var rows: [UInt8] = []
    rows.reserveCapacity(image.height * (1 + length))
    for start in stride(from: 0, to: image.pixels.count, by: length) {
      row.replaceSubrange(image.channels..<image.channels + length, with: image.pixels[start..<start + length])
      var bestFilter = PNGFilter.none
      var leastCost = Int.max
      for filter in allCases {
        let cost = filter.apply(to: row, above: above, distance: image.channels, count: length, into: &candidate)
        if cost < leastCost {
          leastCost = cost
          bestFilter = filter
          swap(&candidate, &best)
        }
      }
      rows.append(bestFilter.rawValue)
      rows += best[..<length]
      swap(&row, &above)
    }
    return rows
  }

  /// Filters a row of `count` bytes and returns the sum of its bytes' distances from zero, modulo 256.
  private func apply(
    to row: [UInt8], above: [UInt8], distance: Int, count: Int, into output: inout [UInt8]
  ) -> Int {
    switch self {
    case .none: Self.subtract(row, above, distance, count, &output) { _, _, _ in SIMD16() }
    case .sub: Self.subtract(row, above, distance, count, &output) { left, _, _ in left }
    case .up: Self.subtract(row, above, distance, count, &output) { _, above, _ in above }
    case .average: Self.subtract(row, above, distance, count, &output) { left, above, _ in Self.averages(left, above) }
    case .paeth: Self.subtract(row, above, distance, count, &output, Self.paethPredictions)
    }
  }

  @inline(__always)
  private static func subtract(
    _ row: [UInt8], _ above: [UInt8], _ distance: Int, _ count: Int, _ output: inout [UInt8],
    _ predictions: (SIMD16<UInt8>, SIMD16<UInt8>, SIMD16<UInt8>) -> SIMD16<UInt8>
  ) -> Int {
    // Vectors begin before `count` bytes, and the arrays end at least a vector after them.
    row.withUnsafeBytes { row in
      above.withUnsafeBytes { above in
        output.withUnsafeMutableBytes { output in
          var cost = SIMD16<UInt32>()
          var index = 0
          while index < count {
            let left = row.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
            let aboveLeft = above.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
            let here = row.loadUnaligned(fromByteOffset: index &+ distance, as: SIMD16<UInt8>.self)
            let aboveHere = above.loadUnaligned(fromByteOffset: index &+ distance, as: SIMD16<UInt8>.self)
            var difference = here &- predictions(left, aboveHere, aboveLeft)
            output.storeBytes(of: difference, toByteOffset: index, as: SIMD16<UInt8>.self)
            if count &- index < vectorSize {
              for lane in count &- index..<vectorSize { difference[lane] = 0 }
            }
            let opposite = 0 &- difference
            cost &+= SIMD16<UInt32>(
              truncatingIfNeeded: difference.replacing(with: opposite, where: opposite .< difference))
            index &+= vectorSize
          }
          return (0..<vectorSize).reduce(0) { $0 + Int(cost[$1]) }
        }
      }
    }
  }
}
