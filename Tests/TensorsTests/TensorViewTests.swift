import Tensors
import Testing

@Suite struct TensorViewTests {
  @Test func `a view reads what the tensor holds`() {
    let tensor = Tensor<Double>(shape: [2, 2], elements: [1, 2, 3, 4])
    tensor.withView { view in
      #expect(view.count == 4)
      #expect(view.shape == [2, 2])
      #expect((0..<4).map { view[$0] } == [1, 2, 3, 4])
      #expect(view.reshaped([4]).shape == [4])
      #expect(view.reshaped([4])[3] == 4)
    }
  }

  @Test func `what a view writes stays in the tensor`() {
    var tensor = Tensor<Float>(shape: [2, 2])
    tensor.withMutableView { view in
      view[3] = 5
      view.reshaped([4])[1] = 6
      #expect(view.readable[3] == 5)
      #expect(view.readable.shape == [2, 2])
    }
    #expect(tensor.elements == [0, 6, 0, 5])
  }

  @Test func `a view is cleared and copied to`() {
    let source = Tensor<Float>(shape: [3], elements: [1, .infinity, 3])
    var tensor = Tensor<Float>(shape: [3, 1], elements: [7, 8, .nan])
    tensor.withMutableView { view in
      view.clear()
      #expect((0..<3).map { view[$0] } == [0, 0, 0])
      source.withView { view.copy(from: $0) }
      view.copy(from: view.readable)
    }
    #expect(tensor.elements == source.elements)
  }

  @Test func `a failure in a view's body reaches the caller`() {
    struct Failure: Error {}
    var tensor = Tensor<Float>(shape: [1])
    #expect(throws: Failure.self) { try tensor.withView { _ throws(Failure) in throw Failure() } }
    #expect(throws: Failure.self) { try tensor.withMutableView { _ throws(Failure) in throw Failure() } }
  }

  @Test func `places and sizes that do not fit are refused`() async {
    await #expect(processExitsWith: .failure) { Tensor<Float>(shape: [3]).withView { _ = $0[3] } }
    await #expect(processExitsWith: .failure) {
      var tensor = Tensor<Float>(shape: [3])
      tensor.withMutableView { $0[3] = 1 }
    }
    await #expect(processExitsWith: .failure) {
      var tensor = Tensor<Float>(shape: [3])
      tensor.withMutableView { view in Tensor<Float>(shape: [2]).withView { view.copy(from: $0) } }
    }
    await #expect(processExitsWith: .failure) { Tensor<Float>(shape: [3]).withView { _ = $0.reshaped([2]) } }
  }
}
