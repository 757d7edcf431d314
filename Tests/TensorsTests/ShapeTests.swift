import Tensors
import Testing

@Suite struct ShapeTests {
  @Test(
    arguments: [
      ([], 1, "scalar"), ([0], 0, "0"), ([7], 7, "7"), ([2, 3], 6, "2×3"), ([4, 0, 5], 0, "4×0×5"),
      ([1, 2, 3, 4, 5, 6], 720, "1×2×3×4×5×6"),
    ] as [([Int], Int, String)])
  func `a shape counts and names its extents`(extents: [Int], count: Int, description: String) {
    let shape = Shape(extents)
    #expect(shape.count == count)
    #expect(shape.rank == extents.count)
    #expect(shape.dimensions == extents)
    #expect(shape.description == description)
    for (dimension, extent) in extents.enumerated() { #expect(shape[dimension] == extent) }
  }

  @Test func `shapes are equal by extents and rank`() {
    #expect(Shape([2, 3]) == [2, 3])
    #expect(Shape([2, 3]) != [3, 2])
    #expect(Shape([2, 3]) != [2, 3, 1])
    #expect(Set<Shape>([[2, 3], [2, 3], [6]]).count == 2)
  }

  @Test func `a shape of seven dimensions is refused`() async {
    await #expect(processExitsWith: .failure) { _ = Shape([1, 1, 1, 1, 1, 1, 1]) }
  }

  @Test func `a negative extent is refused`() async {
    await #expect(processExitsWith: .failure) { _ = Shape([2, -1]) }
  }

  @Test func `a count that no integer holds is refused`() async {
    await #expect(processExitsWith: .failure) { _ = Shape([1 << 32, 1 << 32]) }
  }

  @Test func `a dimension past the rank is refused`() async {
    await #expect(processExitsWith: .failure) { _ = Shape([2, 3])[2] }
  }
}
