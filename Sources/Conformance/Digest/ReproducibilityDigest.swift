import Foundation
import Kernels
import WeightFormats

/// SHA-256 over the bits that this library computes for fixed problems: outputs and gradients of every operation, and
/// training steps of a small network, in Float and Double.
///
/// It is the same for every number of threads, every instruction set and every build. A digest for each section says
/// where a difference is. `Fixtures/digest.txt` holds the present one; another is a change of bits, which is a decision.
public struct ReproducibilityDigest: Sendable, Equatable {
  /// The digest of a part.
  public struct Section: Sendable, Equatable {
    /// What was computed, such as "convolution, grouped (Float)".
    public let name: String
    /// 64 hexadecimal digits.
    public let digest: String
  }

  /// The parts, in order.
  public let sections: [Section]

  /// The digest of all sections' lines: 64 hexadecimal digits.
  public var total: String { SHA256.hexDigest(of: lines.utf8) }

  /// A line a section, and the total: what `alexnet verify --digest` prints and `Fixtures/digest.txt` holds.
  public var text: String { lines + "\(total)  total\n" }

  private var lines: String { sections.map { "\($0.digest)  \($0.name)\n" }.joined() }

  /// Computes all sections.
  ///
  /// - Throws: nothing, unless an operation refuses its own problem: a defect.
  public static func compute() throws -> ReproducibilityDigest {
    var sections: [Section] = []
    for problem in DigestProblem.all {
      sections.append(Section(name: "\(problem.name) (Float)", digest: try problem.digest(of: Float.self)))
      sections.append(Section(name: "\(problem.name) (Double)", digest: try problem.digest(of: Double.self)))
    }
    return ReproducibilityDigest(sections: sections)
  }

  /// The names of sections whose line another text does not have: what differs from a recorded digest.
  public func differences(from text: String) -> [String] {
    let recorded = Set(text.split(whereSeparator: \.isNewline))
    return self.text.split(separator: "\n").filter { !recorded.contains($0) }.map { line in
      line.firstRange(of: "  ").map { String(line[$0.upperBound...]) } ?? String(line)
    }
  }
}

/// Takes tensors into a digest.
struct TensorHash {
  private var hash = SHA256()

  /// Adds a tensor under its name.
  mutating func add(_ name: String, _ tensor: CaseTensor) {
    hash.update("\(name) \(tensor.shape)\n".utf8)
    var bytes: [UInt8] = []
    func append(_ word: UInt64) { withUnsafeBytes(of: word.littleEndian) { bytes += $0 } }
    switch tensor.elements {
    case .integers(let elements): elements.forEach { append(UInt64(bitPattern: $0)) }
    // A NaN's sign and payload are no part of a result.
    case .reals(let elements): elements.forEach { append(($0.isNaN ? Double.nan : $0).bitPattern) }
    }
    hash.update(bytes)
  }

  /// 64 hexadecimal digits.
  consuming func finalize() -> String { SHA256.hexDigest(hash.finalize()) }
}
