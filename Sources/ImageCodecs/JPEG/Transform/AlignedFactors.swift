/// A quantization table in memory that is aligned for vectors.
final class AlignedFactors {
  /// 64 factors, row by row; those of 2¹⁵ and more as the same bits, for products keep 16 bits.
  let factors: UnsafePointer<Int16>

  private let allocation: UnsafeMutableRawPointer

  /// Copies a table.
  init(_ table: QuantizationTable) {
    allocation = .allocate(byteCount: 128, alignment: 64)
    let memory = allocation.bindMemory(to: Int16.self, capacity: 64)
    for index in 0..<64 {
      (memory + index).initialize(to: index < table.factors.count ? Int16(bitPattern: table.factors[index]) : 0)
    }
    factors = UnsafePointer(memory)
  }

  deinit {
    allocation.deallocate()
  }
}
