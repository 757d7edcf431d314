import Foundation
import KernelBodies

/// A set of processor instructions that kernels are compiled for.
///
/// Results are the same bits on each of them; only the speed differs.
public enum InstructionSet: String, CaseIterable, Sendable, CustomStringConvertible {
  /// What every processor of the architecture has: SSE2 on x86-64, NEON on arm64.
  case portable
  /// AVX2 with fused multiply-add (x86-64-v3).
  case avx2
  /// AVX-512 F, BW, CD, DQ and VL (x86-64-v4).
  case avx512

  /// The name that the environment knows the set by.
  public var description: String { rawValue }

  /// The instruction sets that this processor runs, slowest first.
  public static let available: [InstructionSet] = {
    #if arch(x86_64)
      let features = ProcessorFeatures.current
      return allCases.filter { features.isSuperset(of: $0.requiredFeatures) }
    #else
      return [.portable]
    #endif
  }()

  /// What an environment or an argument asked for, or why that cannot be.
  public static func named(_ name: String) throws(InstructionSetError) -> InstructionSet {
    guard let set = InstructionSet(rawValue: name) else { throw .unknown(name) }
    guard available.contains(set) else { throw .unavailable(set) }
    return set
  }

  /// The instruction set in use: that of `withInstructionSet`, else of `ALEXNET_ISA`, else the fastest available.
  public static var current: InstructionSet { override ?? preferred }

  /// Runs `body` with the kernels of `set`, on this task and what it calls.
  public static func withInstructionSet<Result>(_ set: InstructionSet, _ body: () throws -> Result) rethrows -> Result {
    try $override.withValue(set) { try body() }
  }

  /// Why the environment's wish was not followed; nil if it was, or if there was none.
  ///
  /// A program reports it before it computes anything.
  public static let environmentError: InstructionSetError? = {
    guard case .failure(let error) = requested else { return nil }
    return error
  }()

  @TaskLocal static var override: InstructionSet?

  static let requested: Result<InstructionSet?, InstructionSetError> = {
    guard let name = ProcessInfo.processInfo.environment["ALEXNET_ISA"], !name.isEmpty else { return .success(nil) }
    do throws(InstructionSetError) {
      return .success(try named(name))
    } catch {
      return .failure(error)
    }
  }()

  static let preferred: InstructionSet = {
    if case .success(.some(let set)) = requested { return set }
    return available.last ?? .portable
  }()

  /// Features that the entries of this set rely on.
  var requiredFeatures: Set<String> {
    switch self {
    case .portable: []
    case .avx2: ["avx", "avx2", "fma", "bmi1", "bmi2", "f16c", "movbe"]
    case .avx512:
      InstructionSet.avx2.requiredFeatures.union(["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"])
    }
  }
}

/// An instruction set that was asked for and cannot be used.
public enum InstructionSetError: Error, Equatable, CustomStringConvertible {
  /// No instruction set has that name.
  case unknown(String)
  /// This processor lacks it.
  case unavailable(InstructionSet)

  /// What was asked for, and what there is.
  public var description: String {
    let names = InstructionSet.available.map(\.rawValue).joined(separator: ", ")
    return switch self {
    case .unknown(let name): "ALEXNET_ISA: there is no instruction set '\(name)'; this processor has \(names)"
    case .unavailable(let set): "ALEXNET_ISA: this processor has no \(set.rawValue); it has \(names)"
    }
  }
}
