import Testing

@testable import ImageCodecs

@Suite struct RowReconstructionTests {
  /// Rows with room behind their samples, as the functions want it.
  private static func row(_ count: Int, seed: Int) -> [UInt8] {
    (0..<count + 64).map { UInt8(($0 * $0 * 31 + seed * $0 * 17 + seed) % 256) }
  }

  private static func output(
    _ count: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Void
  ) -> [UInt8] {
    var output = [UInt8](repeating: 99, count: count + 64)
    output.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { body(base) } }
    return Array(output.prefix(count))
  }

  // MARK: - Upsampling

  @Test(arguments: [3, 4, 8, 9, 10, 17, 40])
  func `twice the columns are weighted by distance`(count: Int) {
    let input = Self.row(count, seed: 3)
    let result = Self.output(2 * count) { RowUpsampling.horizontalTriangle(input, count: count, to: $0) }
    for index in 0..<count {
      let value = 3 * Int(input[index])
      let left = index == 0 ? Int(input[0]) : (value + Int(input[index - 1]) + 1) / 4
      let right = index == count - 1 ? Int(input[index]) : (value + Int(input[index + 1]) + 2) / 4
      #expect(Int(result[2 * index]) == left)
      #expect(Int(result[2 * index + 1]) == right)
    }
  }

  @Test(arguments: [1, 7, 8, 9, 40], [1, 2] as [Int16])
  func `a row between two is weighted by distance`(count: Int, bias: Int16) {
    let (nearer, farther) = (Self.row(count, seed: 3), Self.row(count, seed: 8))
    let result = Self.output(count) {
      RowUpsampling.verticalTriangle(nearer, farther, bias: bias, count: count, to: $0)
    }
    for index in 0..<count {
      #expect(Int(result[index]) == (3 * Int(nearer[index]) + Int(farther[index]) + Int(bias)) / 4)
    }
  }

  @Test(arguments: [3, 4, 8, 9, 10, 17, 40])
  func `twice the columns of a row between two are weighted by distance`(count: Int) {
    let (nearer, farther) = (Self.row(count, seed: 3), Self.row(count, seed: 8))
    let result = Self.output(2 * count) { RowUpsampling.triangle(nearer, farther, count: count, to: $0) }
    func sum(_ index: Int) -> Int {
      let index = max(0, min(index, count - 1))
      return 3 * Int(nearer[index]) + Int(farther[index])
    }
    for index in 0..<count {
      #expect(Int(result[2 * index]) == (3 * sum(index) + sum(index - 1) + 8) / 16)
      #expect(Int(result[2 * index + 1]) == (3 * sum(index) + sum(index + 1) + 7) / 16)
    }
  }

  @Test(arguments: [(1, 2), (1, 3), (1, 4), (2, 3), (3, 4), (1, 1)])
  func `repeated samples are those that the pixels lie in`(samples: Int, pixels: Int) {
    let input = Self.row(30, seed: 5)
    let result = Self.output(37) {
      RowUpsampling.replication(input, samples: samples, pixels: pixels, count: 37, to: $0)
    }
    #expect(result == (0..<37).map { input[$0 * samples / pixels] })
  }

  // MARK: - Colours

  @Test func `each colour is converted by the formula, with all three samples`() {
    // All pairs of differences, with luminance that runs through all values.
    for blueDifference in 0..<256 {
      let luminance = Self.row(256, seed: blueDifference)
      let blue = [UInt8](repeating: UInt8(blueDifference), count: 320)
      let red = (0..<320).map { UInt8($0 & 255) }
      let result = Self.output(768) { output in
        luminance.withUnsafeBufferPointer { luminance in
          blue.withUnsafeBufferPointer { blue in
            red.withUnsafeBufferPointer { red in
              guard let first = luminance.baseAddress, let second = blue.baseAddress, let third = red.baseAddress
              else { return }
              RowColorConversion.yCbCr(
                RowColorConversion.Rows(first: first, second: second, third: third), count: 256, to: output)
            }
          }
        }
      }
      let expected = (0..<256).flatMap { index -> [UInt8] in
        let (y, x, z) = (Int(luminance[index]), blueDifference - 128, index - 128)
        return [
          y + (91881 * z + 32768) >> 16, y + (-22554 * x - 46802 * z + 32768) >> 16, y + (116130 * x + 32768) >> 16,
        ].map { UInt8(max(0, min(255, $0))) }
      }
      #expect(result == expected)
    }
  }

  @Test(arguments: [1, 7, 8, 9, 16, 17, 23])
  func `nothing is written past the last pixel`(count: Int) {
    let rows = (0..<3).map { Self.row(count, seed: $0) }
    let result = Self.output(3 * count + 16) { output in
      rows[0].withUnsafeBufferPointer { first in
        rows[1].withUnsafeBufferPointer { second in
          rows[2].withUnsafeBufferPointer { third in
            guard let first = first.baseAddress, let second = second.baseAddress, let third = third.baseAddress
            else { return }
            RowColorConversion.rgb(
              RowColorConversion.Rows(first: first, second: second, third: third), count: count, to: output)
          }
        }
      }
    }
    #expect(result.suffix(16) == ArraySlice(repeating: 99, count: 16))
    #expect(result.prefix(3 * count).elementsEqual((0..<3 * count).map { rows[$0 % 3][$0 / 3] }))
  }

  @Test func `inks multiply as in Pillow`() {
    for key in stride(from: 0, through: 255, by: 5) {
      let black = [UInt8](repeating: UInt8(key), count: 256)
      for isYCCK in [false, true] {
        let result = Self.output(768) { output in
          for index in 0..<768 { output[index] = UInt8(index / 3) }
          RowColorConversion.multiply(output, byBlack: black, count: 256, isYCCK: isYCCK)
        }
        let expected = (0..<768).map { index -> UInt8 in
          let ink = isYCCK ? index / 3 : 255 - index / 3
          return UInt8(max(0, Double(key) - (Double(key * ink) / 255).rounded()))
        }
        #expect(result == expected)
      }
    }
  }

  // MARK: - Sizes

  @Test func `components with fewer samples get larger transforms`() throws {
    let bytes: [UInt8] = [8, 0, 100, 0, 200, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x21, 0]
    let segment = SegmentCursor(marker: JPEGMarker(code: 0xc0), offset: 0, end: bytes.count)
    let frame = try FrameHeader(segment, bytes.span)
    let half = OutputGeometry(frame, blockSize: 4)
    #expect(half.components.map(\.blockSize) == [4, 8, 4])
    #expect(half.components.map(\.upsampling) == [.none, .none, .verticalTriangle])
    let full = OutputGeometry(frame, blockSize: 8)
    #expect(full.components.map(\.upsampling) == [.none, .triangle, .verticalTriangle])
    #expect(full.components.map(\.width) == [200, 100, 200])
    #expect(full.components.map(\.height) == [100, 50, 50])
    #expect(full.pendingRows == 2)
    let eighth = OutputGeometry(frame, blockSize: 1)
    #expect(eighth.components.map(\.blockSize) == [1, 2, 1])
    #expect(eighth.components.map(\.upsampling) == [.none, .none, .replication])
    #expect(eighth.width == 25 && eighth.height == 13)
  }
}
