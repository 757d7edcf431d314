import Tensors
import Testing

@Suite struct TensorTests {
  @Test func `a new tensor is zero`() {
    let tensor = Tensor<Float>(shape: [3, 5])
    #expect(tensor.elements == [Float](repeating: 0, count: 15))
    #expect(tensor.count == 15)
  }

  @Test func `elements keep their row-major order`() {
    let tensor = Tensor<Double>(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6])
    #expect(tensor.elements == [1, 2, 3, 4, 5, 6])
    #expect((0..<6).map { tensor[$0] } == [1, 2, 3, 4, 5, 6])
  }

  @Test func `any collection fills a tensor`() {
    #expect(Tensor<Float>(shape: [4], elements: [3, 2, 1, 0].lazy.map { Float($0) }).elements == [3, 2, 1, 0])
    #expect(Tensor<Float>(shape: [3], elements: ([9, 1, 2, 3, 9] as [Float])[1...3]).elements == [1, 2, 3])
    #expect(Tensor<Float>(shape: [0], elements: []).elements.isEmpty)
  }

  @Test func `a changed copy leaves the original alone`() {
    let original = Tensor<Float>(shape: [3], elements: [1, 2, 3])
    var copy = original
    copy[1] = 9
    #expect(original.elements == [1, 2, 3])
    #expect(copy.elements == [1, 9, 3])
  }

  @Test func `a changed original leaves its reshaped copy alone`() {
    var original = Tensor<Float>(shape: [4], elements: [1, 2, 3, 4])
    let reshaped = original.reshaped([2, 2])
    original.withMutableView { $0[0] = 7 }
    #expect(original.elements == [7, 2, 3, 4])
    #expect(reshaped.elements == [1, 2, 3, 4])
    #expect(reshaped.shape == [2, 2])
  }

  @Test func `copies share memory until one changes, and a sole owner keeps its own`() {
    func place(_ tensor: Tensor<Float>) -> UnsafePointer<Float> { tensor.withView { $0.base } }
    var tensor = Tensor<Float>(shape: [8])
    let first = place(tensor)
    tensor[0] = 1
    #expect(place(tensor) == first)
    var copy = tensor
    #expect(place(copy) == first)
    copy[0] = 2
    #expect(place(copy) != first)
    #expect(place(tensor) == first)
  }

  @Test func `conversion rounds to nearest and keeps special values`() {
    let wide = Tensor<Double>(shape: [6], elements: [0.1, 1 + 0x1p-24, 1 + 0x1.8p-23, -0.0, 1e300, -.infinity])
    let narrow = wide.converted(to: Float.self)
    #expect(narrow.elements == [0.1, 1, 1 + 0x1p-22, 0, .infinity, -.infinity])
    #expect(narrow[3].sign == .minus)
    #expect(narrow.converted(to: Double.self)[0] == Double(Float(0.1)))
    #expect(Tensor<Double>(shape: [1], elements: [.nan]).converted(to: Float.self)[0].isNaN)
  }

  @Test func `tensors are equal by shape and elements`() {
    let tensor = Tensor<Float>(shape: [2, 1], elements: [1, 2])
    #expect(tensor == Tensor(shape: [2, 1], elements: [1, 2]))
    #expect(tensor != Tensor(shape: [1, 2], elements: [1, 2]))
    #expect(tensor != Tensor(shape: [2, 1], elements: [1, 3]))
    let undefined = Tensor<Float>(shape: [1], elements: [.nan])
    #expect(undefined != undefined.reshaped([1]))
  }

  @Test func `too few elements are refused`() async {
    await #expect(processExitsWith: .failure) { _ = Tensor<Float>(shape: [3], elements: [1, 2]) }
  }

  @Test func `a place past the end is refused`() async {
    await #expect(processExitsWith: .failure) { _ = Tensor<Float>(shape: [3])[3] }
    await #expect(processExitsWith: .failure) {
      var tensor = Tensor<Float>(shape: [3])
      tensor[-1] = 0
    }
  }

  @Test func `a shape of another size is refused`() async {
    await #expect(processExitsWith: .failure) { _ = Tensor<Float>(shape: [3]).reshaped([2, 2]) }
  }
}
