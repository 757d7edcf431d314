import WeightFormats

/// The choice of images that are held out of training to validate with, where a data set does not make it.
///
/// It depends on the seed and the images' names alone: not on the machine, nor on the order of files; another file more
/// or less changes little. Each class gives the same fraction of its images, to the nearest, at least one if it has two,
/// and keeps at least one to train on; a class with a single image keeps it.
struct HeldOut {
  /// The fraction of each class.
  let fraction: Double
  /// What the choice depends on.
  let seed: UInt64

  /// A choice of this fraction.
  ///
  /// - Precondition: 0 ≤ `fraction` < 1.
  init(fraction: Double, seed: UInt64) {
    precondition(fraction >= 0 && fraction < 1, "a fraction from 0 to less than 1")
    self.fraction = fraction
    self.seed = seed
  }

  /// Which of a class's images, by their names, are held out.
  ///
  /// - Parameters:
  ///   - count: the number of images.
  ///   - name: the name of each, which no other image of the class has.
  func choose(count: Int, name: (Int) -> [UInt8]) -> [Bool] {
    var isHeldOut = [Bool](repeating: false, count: count)
    guard fraction > 0, count > 1 else { return isHeldOut }
    let wanted = min(max(1, Int((Double(count) * fraction).rounded())), count - 1)
    let keys = (0..<count).map { (key(of: name($0)), $0) }
    for (_, index) in keys.sorted(by: <).prefix(wanted) { isHeldOut[index] = true }
    return isHeldOut
  }

  /// A number that looks random: the first eight bytes of SHA-256 of the seed, eight bytes from the lowest, and the name.
  private func key(of name: [UInt8]) -> UInt64 {
    var digest = SHA256()
    digest.update((0..<8).map { UInt8(truncatingIfNeeded: seed >> (8 * $0)) })
    digest.update(name)
    return digest.finalize().prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// What to tell the user of the choice; nil if there is nothing.
  ///
  /// - Parameters:
  ///   - counts: the number of images of each class.
  ///   - validation: the number that was held out.
  static func note(counts: [Int], validation: Int) -> String? {
    let single = counts.count { $0 == 1 }
    guard validation > 0 else {
      return "No images could be held out of training: validation uses the training images, and tells only how well "
        + "they are remembered."
    }
    guard single > 0 else { return nil }
    return "\(single) of \(counts.count) classes have a single image, which is trained on: they are not validated."
  }
}
