import Conformance
import Testing

@Suite struct CaseTensorTests {
  @Test func `permuted moves every element`() {
    let tensor = CaseTensor(shape: [2, 3, 4], integers: (0..<24).map { Int64($0) })
    let turned = tensor.permuted([2, 0, 1])
    #expect(turned.shape == [4, 2, 3])
    guard case .integers(let elements) = turned.elements else { return }
    for a in 0..<2 {
      for b in 0..<3 {
        for c in 0..<4 { #expect(elements[(c * 2 + a) * 3 + b] == Int64((a * 3 + b) * 4 + c)) }
      }
    }
    #expect(turned.permuted([1, 2, 0]) == tensor)
  }

  @Test func `a tensor without elements can be permuted`() {
    #expect(CaseTensor(shape: [0, 3], reals: []).permuted([1, 0]).shape == [3, 0])
  }
}
