import Conformance
import Kernels
import Operations
import Testing

/// AlexNet's own shapes, at which every element takes part in one comparison.
///
/// One after the other, because the weights of fc6 and their gradients fill a gigabyte.
@Suite(.serialized) struct AlexNetShapeTests {
  /// Without fused multiply-add the products of these shapes take minutes; and the bits are the same on every instruction
  /// set, as other tests show at smaller shapes.
  static let isFast = InstructionSet.current != .portable

  @Test(.enabled(if: isFast), arguments: AlexNetProduct.allCases)
  func `backward is the transpose of forward`(_ layer: AlexNetProduct) throws {
    let reports = try layer.checkInnerProducts()
    #expect(reports.count == 2)
    for report in reports { #expect(report.passes, "\(report)") }
  }

  @Test(.enabled(if: isFast), arguments: AlexNetProduct.allCases)
  func `Float lies within the bound of Double`(_ layer: AlexNetProduct) throws {
    let reports = try layer.checkPrecision()
    #expect(reports.count == 3)
    for report in reports { #expect(report.passes && report.worst > 0, "\(report)") }
  }

  @Test(arguments: AlexNetWindows.allCases)
  func `normalizations and pools have the gradients of their functions`(_ layer: AlexNetWindows) throws {
    let report = try layer.checkInnerProduct()
    #expect(report.passes && report.excluded == 0, "\(report)")
  }

  @Test(.enabled(if: isFast)) func `a single missing product of conv5 is caught`() throws {
    var operation = AlexNetProduct.conv5.operation(of: Double.self)
    operation.changeGradient { gradient, _, _, _ in
      // The product of one output's gradient and one weight.
      gradient.mapped { $0 == 12_345 ? $1 - 0.5 * 0.5 : $1 }
    }
    let terms = AlexNetProduct.conv5.terms
    let report = try InnerProductCheck().linear(
      operation, argument: 0, terms: terms.output + terms.gradients[0])
    #expect(!report.passes, "\(report)")
  }
}
