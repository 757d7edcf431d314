import Foundation

@testable import WeightFormats

/// Files of PyTorch in both forms, as they come and with right checksums.
enum TorchTarget: FuzzTarget {
  static let name = "Torch"

  // A byte of a pickle may be a value on the stack and in the memo, and one of a deflated pickle 32 of those; a tensor
  // that was expanded has at most a million elements.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int { 8192 * bytes.count + 32 << 20 }

  static func run(_ bytes: Span<UInt8>) throws(Finding) {
    let file = bytes.withUnsafeBufferPointer { Array($0) }
    for file in [file, ZipRepair.repaired(file)] {
      let parsed: TorchFile
      do throws(TorchError) {
        parsed = try TorchFile(bytes: Data(file), name: "a.pth")
      } catch {
        try Finding.checkText(of: error)
        continue
      }
      try ArchiveChecks.check(parsed, errors: TorchError.self)
    }
  }
}
