import Datasets
import Inference
import Networks
import Testing

struct InputConventionPreparationTests {
  @Test func `a network that subtracts a mean image is refused without one`() throws {
    let input = NetworkSpecification.paper().input
    #expect(input.needsStatistics(for: .none))
    #expect(throws: InputError.statistics(found: "none", expected: "256×256×3")) {
      try input.preparation(statistics: nil)
    }
  }

  @Test func `a network that standardizes needs none`() throws {
    let input = NetworkSpecification.torchvision().input
    #expect(!input.needsStatistics(for: .none))
    #expect(try input.preparation(statistics: nil).valueCount == 224 * 224 * 3)
  }
}
