/// Something that reads what others wrote, and what must hold of it for every input.
///
/// The fuzzers of `Runner` and the tests of `RegressionTests` run the same targets.
protocol FuzzTarget: SendableMetatype {
  /// The name, which is also that of the folders of seeds and regressions.
  static var name: String { get }
  /// The most bytes that may be allocated at once for an input, itself not counted.
  static func memoryBound(_ bytes: Span<UInt8>) -> Int
  /// Reads an input. Errors of the types that the reader declares are a good end.
  ///
  /// - Throws: `Finding` if something else than the reader's promises came out.
  static func run(_ bytes: Span<UInt8>) throws(Finding)
}

/// All targets.
enum FuzzTargets {
  /// The targets, decoders first.
  static let all: [any FuzzTarget.Type] = [
    JPEGTarget.self, PNGTarget.self, PNGRowsTarget.self, PNMTarget.self, InflateTarget.self, GzipTarget.self,
    ZlibTarget.self, TarTarget.self, MATLABTarget.self, IDXTarget.self, CIFARTarget.self, SafetensorsTarget.self,
    CaffeTarget.self, ONNXTarget.self, ModelTarget.self,
    StatisticsTarget.self, ClassNamesTarget.self, ShardsTarget.self, DeflateTarget.self, PNGEncodingTarget.self,
    JPEGEncodingTarget.self, ResizingTarget.self, PreparationTarget.self,
    ZipTarget.self, PickleTarget.self, TorchTarget.self, NumPyTarget.self,
  ]
}
