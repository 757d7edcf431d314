import Kernels
import Testing

@Suite struct OptimizerBodiesTests {
  @Test(arguments: Precision.allCases, counts)
  func `a velocity step is the paper's update`(precision: Precision, count: Int) {
    func check<S: TestScalar>(_: S.Type) {
      let (rate, momentum, decay): (S, S, S) = (0.01, 0.9, 0.0005)
      let gradient = S.numbersWithSpecials(count, seed: 1)
      let velocity = S.numbers(count, seed: 2)
      let weights = S.numbers(count, seed: 3)
      // v ← μv − ε(g + λw), w ← w + v.
      let steps = (0..<count).map { i in
        S.fused(-rate * S.fused(gradient[i], decay, weights[i]), momentum, velocity[i])
      }
      let moved = (0..<count).map { weights[$0] + steps[$0] }
      for set in InstructionSet.available {
        let (g, v, w) = (GuardedBlock(gradient), GuardedBlock(velocity), GuardedBlock(weights))
        S.kernels(set).velocityStep(count, rate, momentum, decay, g.input, v.base, w.base)
        expect(v, equals: steps, "\(set) velocity")
        expect(w, equals: moved, "\(set) weights")
        expect(g, equals: gradient, "\(set) gradient")
      }
    }
    check(precision.type)
  }

  @Test(arguments: Precision.allCases, counts)
  func `a buffer step is the update of PyTorch`(precision: Precision, count: Int) {
    func check<S: TestScalar>(_: S.Type) {
      let (rate, momentum, decay): (S, S, S) = (0.01, 0.9, 0.0005)
      let gradient = S.numbersWithSpecials(count, seed: 1)
      let buffer = S.numbers(count, seed: 2)
      let weights = S.numbers(count, seed: 3)
      // b ← μb + g + λw, w ← w − εb.
      let totals = (0..<count).map { S.fused(S.fused(gradient[$0], decay, weights[$0]), momentum, buffer[$0]) }
      let moved = (0..<count).map { S.fused(weights[$0], -rate, totals[$0]) }
      for set in InstructionSet.available {
        let (g, b, w) = (GuardedBlock(gradient), GuardedBlock(buffer), GuardedBlock(weights))
        S.kernels(set).bufferStep(count, rate, momentum, decay, g.input, b.base, w.base)
        expect(b, equals: totals, "\(set) buffer")
        expect(w, equals: moved, "\(set) weights")
        expect(g, equals: gradient, "\(set) gradient")
      }
    }
    check(precision.type)
  }
}
