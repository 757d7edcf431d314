import Kernels
import Operations
import Tensors
import Testing

@Suite struct TopKTests {
  @Test(arguments: [1, 2, 5, 13, 100])
  func `the best classes and the ranks are those of the definition`(_ k: Int) throws {
    try check(Float.self, k)
    try check(Double.self, k)
  }

  private func check<Scalar: KernelScalar>(_: Scalar.Type, _ k: Int) throws {
    // Few different scores, and some NaN.
    let noise = randomTensor([7, 13], of: Scalar.self, seed: 19).elements
    let scores = Tensor<Scalar>(shape: [7, 13], elements: noise.map { $0 > 1.2 ? .nan : ($0 * 2).rounded() })
    let indices = try scores.withView { try TopK(k: k).indices($0) }
    for image in 0..<7 {
      let order = TopKReference.order(scores, image: image)
      #expect(indices[image] == Array(order.prefix(k)))
      for label in 0..<13 {
        var labels = [UInt16](repeating: 0, count: 7)
        labels[image] = UInt16(label)
        let ranks = try scores.withView { try TopK.ranks(scores: $0, labels: labels) }
        #expect(ranks[image] == order.firstIndex(of: label))
        let correct = try scores.withView { try TopK(k: k).correctCount(scores: $0, labels: labels) }
        #expect(correct == ranks.filter { $0 < k }.count)
      }
    }
  }

  @Test func `ties go to the lower class and NaN comes last`() throws {
    let scores = Tensor<Float>(shape: [1, 6], elements: [.nan, 2, 7, 2, -.infinity, .nan])
    #expect(try scores.withView { try TopK(k: 6).indices($0) } == [[2, 1, 3, 4, 0, 5]])
    #expect(try scores.withView { try TopK(k: 2).correctCount(scores: $0, labels: [1]) } == 1)
    #expect(try scores.withView { try TopK(k: 2).correctCount(scores: $0, labels: [3]) } == 0)
  }

  @Test func `labels, counts and shapes that do not fit are refused`() {
    let scores = Tensor<Float>(shape: [2, 3])
    #expect(throws: LabelError.outOfRange(index: 0, label: 3, classes: 3)) {
      try scores.withView { try TopK(k: 1).correctCount(scores: $0, labels: [3, 0]) }
    }
    #expect(throws: LabelError.self) { try scores.withView { try TopK.ranks(scores: $0, labels: [0]) } }
    #expect(throws: LabelError.self) {
      try scores.withView { try TopK(k: 0).correctCount(scores: $0, labels: [0, 0]) }
    }
    let error = #expect(throws: ShapeError.self) { try scores.withView { try TopK(k: 0).indices($0) } }
    #expect(error?.description == "top k: k is 0, but at least 1 fits")
    #expect(throws: ShapeError.self) { try scores.reshaped([6]).withView { try TopK(k: 1).indices($0) } }
  }
}
