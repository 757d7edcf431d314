/// One step of momentum SGD as the paper writes it (section 5): `v ← μv − ε(g + λw)`, `w ← w + v`.
@inlinable @inline(__always)
public func velocityStepBody<A: Arithmetic>(
  _: A.Type, _ count: Int, rate: A.Vector.Scalar, momentum: A.Vector.Scalar, decay: A.Vector.Scalar,
  gradient: UnsafePointer<A.Vector.Scalar>, velocity: UnsafeMutablePointer<A.Vector.Scalar>,
  weights: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let rates = A.Vector(repeating: -rate)
  let momenta = A.Vector(repeating: momentum)
  let decays = A.Vector(repeating: decay)
  var i = 0
  while i < count {
    let left = count - i
    let weight = A.Vector.load(weights + i, count: left)
    let slope = A.multiplyAdd(A.Vector.load(gradient + i, count: left), decays, weight)
    let step = A.multiplyAdd(rates * slope, momenta, A.Vector.load(velocity + i, count: left))
    step.store(velocity + i, count: left)
    (weight + step).store(weights + i, count: left)
    i += A.Vector.lanes
  }
}

/// One step of momentum SGD as PyTorch writes it: `b ← μb + g + λw`, `w ← w − εb`.
@inlinable @inline(__always)
public func bufferStepBody<A: Arithmetic>(
  _: A.Type, _ count: Int, rate: A.Vector.Scalar, momentum: A.Vector.Scalar, decay: A.Vector.Scalar,
  gradient: UnsafePointer<A.Vector.Scalar>, buffer: UnsafeMutablePointer<A.Vector.Scalar>,
  weights: UnsafeMutablePointer<A.Vector.Scalar>
) {
  let rates = A.Vector(repeating: -rate)
  let momenta = A.Vector(repeating: momentum)
  let decays = A.Vector(repeating: decay)
  var i = 0
  while i < count {
    let left = count - i
    let weight = A.Vector.load(weights + i, count: left)
    let slope = A.multiplyAdd(A.Vector.load(gradient + i, count: left), decays, weight)
    let total = A.multiplyAdd(slope, momenta, A.Vector.load(buffer + i, count: left))
    total.store(buffer + i, count: left)
    A.multiplyAdd(weight, rates, total).store(weights + i, count: left)
    i += A.Vector.lanes
  }
}

/// Runs `count` rounds of independent multiply-adds in registers: what the processor can do at most.
///
/// - Returns: a value that depends on all of them, so that none is left out.
@inlinable @inline(__always)
public func peakBody<A: Arithmetic, let chains: Int>(
  _: A.Type, _ zero: InlineArray<chains, A.Vector>, count: Int, seed: A.Vector.Scalar
) -> A.Vector.Scalar {
  var sums = zero
  let factor = A.Vector(repeating: seed)
  for _ in 0..<count {
    for i in 0..<chains { sums[i] = A.multiplyAdd(sums[i], factor, factor) }
  }
  var total = A.Vector()
  for i in 0..<chains { total += sums[i] }
  return total[0]
}
