/// A sum whose rounding error does not grow with the number of terms (Neumaier, 1974).
struct CompensatedSum {
  private var sum = 0.0
  private var lost = 0.0

  /// The sum.
  var value: Double { sum + lost }

  /// Adds a term.
  mutating func add(_ term: Double) {
    let next = sum + term
    lost += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
    sum = next
  }
}
