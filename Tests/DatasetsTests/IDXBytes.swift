/// An IDX file of these dimensions and elements, which need not fit together.
func idxBytes(_ dimensions: [UInt32], elements: [UInt8], type: UInt8 = 8) -> [UInt8] {
  [0, 0, type, UInt8(dimensions.count)]
    + dimensions.flatMap { dimension in (0..<4).map { UInt8(truncatingIfNeeded: dimension >> (24 - 8 * $0)) } }
    + elements
}
