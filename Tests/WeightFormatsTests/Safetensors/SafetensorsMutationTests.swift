import Testing
import WeightFormats

/// Damaged files are refused or still fulfil every promise of a file that was read; they never trap.
struct SafetensorsMutationTests {
  @Test func `every truncation is refused`() {
    for file in [SafetensorsFixture.small, SafetensorsFixture.python] {
      for count in 0..<file.count {
        #expect(SafetensorsFixture.refusal(Array(file[..<count])) != nil, "\(count) bytes")
      }
    }
  }

  @Test func `every addition is refused`() {
    #expect(SafetensorsFixture.refusal(SafetensorsFixture.small) == nil)
    for byte in [0, 0x20, 0xFF] as [UInt8] {
      #expect(SafetensorsFixture.refusal(SafetensorsFixture.small + [byte]) == .dataLength(described: 12, present: 13))
    }
  }

  @Test(arguments: SafetensorsFixture.small.indices)
  func `every change of a byte is refused or leaves a sound file`(index: Int) {
    for byte in UInt8.min...UInt8.max {
      var bytes = SafetensorsFixture.small
      bytes[index] = byte
      expectSound(bytes)
    }
  }

  @Test(arguments: SafetensorsFixture.small.indices)
  func `every removal and every doubling of a byte is refused or leaves a sound file`(index: Int) {
    for replacement in [[], [SafetensorsFixture.small[index], SafetensorsFixture.small[index]]] as [[UInt8]] {
      var bytes = SafetensorsFixture.small
      bytes.replaceSubrange(index...index, with: replacement)
      expectSound(bytes)
      // The same inside a header whose length is right.
      if index >= 8, index < bytes.count - 12 {
        bytes[0] = UInt8(truncatingIfNeeded: bytes.count - 8 - 12)
        expectSound(bytes)
      }
    }
  }

  /// If the bytes are read as a file, its tensors cover the data exactly and can all be loaded.
  private func expectSound(_ bytes: [UInt8]) {
    guard let file = try? SafetensorsFile(bytes: bytes, name: "mutated") else { return }
    var end = 0
    for tensor in file.tensors {
      #expect(tensor.byteRange.lowerBound == end)
      end = tensor.byteRange.upperBound
      #expect(tensor.elementCount * tensor.dtype.bitWidth == 8 * tensor.byteRange.count)
      #expect((try? file.withBytes(of: tensor.name) { $0.count }) == tensor.byteRange.count)
      #expect(file.tensor(named: tensor.name) == tensor)
      if tensor.dtype == .float32 {
        #expect((try? file.floats(tensor.name))?.count == tensor.elementCount)
      }
    }
    let headerLength = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(8 + headerLength + end == bytes.count)
  }
}
