/// The factors that a component's coefficients were divided by (T.81, B.2.4.1).
struct QuantizationTable: Equatable {
  /// The 64 factors, row by row.
  let factors: [UInt16]

  /// Reads the tables of a DQT segment into their slots; 8 or 16 bits a factor.
  ///
  /// - Throws: `.malformed` for slots past 3, factors of neither size, and tables that are cut short.
  static func read(
    _ segment: SegmentCursor, into slots: inout [QuantizationTable?], _ bytes: Span<UInt8>
  ) throws(ImageError) {
    var segment = segment
    while segment.remaining > 0 {
      let head = try segment.byte(bytes)
      guard head >> 4 <= 1, head & 15 < 4 else {
        throw segment.malformed(
          "quantization table \(head & 15) of precision \(head >> 4)", expected: "tables 0 to 3, precision 0 or 1")
      }
      var factors = [UInt16](repeating: 0, count: 64)
      for place in ZigzagOrder.places {
        factors[Int(place)] = head >> 4 == 0 ? UInt16(try segment.byte(bytes)) : try segment.uint16(bytes)
      }
      slots[Int(head & 15)] = QuantizationTable(factors: factors)
    }
  }
}
