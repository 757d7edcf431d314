// swift-tools-version: 6.2

import PackageDescription

// MARK: - Compiler settings

/// Warnings are errors, in every target.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// Optimized in debug builds too, so that plain `swift test` is fast; every check stays on.
let compute: [SwiftSetting] = strict + [.unsafeFlags(["-O"])]

/// Kernels alone drop overflow and bounds checks. Without `-fno-math-errno` a square root is a call, not an instruction.
/// Cross-module optimization would turn their private functions into weak symbols that the linker shares between
/// instruction sets.
let kernel: [SwiftSetting] =
  strict + [.unsafeFlags(["-Ounchecked", "-Xcc", "-fno-math-errno", "-Xfrontend", "-disable-cmo"])]

/// The same bodies for a newer instruction set: only the entries of that target are compiled with these flags.
func kernel(march: String, _ more: String...) -> [SwiftSetting] {
  #if arch(x86_64)
    kernel + [.unsafeFlags(["-Xcc", "-march=\(march)"] + more.flatMap { ["-Xcc", $0] })]
  #else
    kernel
  #endif
}

// MARK: - Targets, from the bottom up

let foundations: [Target] = [
  .target(name: "Tensors", swiftSettings: compute),
  .target(
    name: "KernelBodies", path: "Sources/Kernels/Bodies",
    swiftSettings: kernel + [.enableExperimentalFeature("BuiltinModule")]),
  .target(
    name: "KernelsPortable", dependencies: ["KernelBodies"], path: "Sources/Kernels/Portable", swiftSettings: kernel),
  .target(
    name: "KernelsAVX2", dependencies: ["KernelBodies"], path: "Sources/Kernels/AVX2",
    swiftSettings: kernel(march: "x86-64-v3")),
  .target(
    name: "KernelsAVX512", dependencies: ["KernelBodies"], path: "Sources/Kernels/AVX512",
    swiftSettings: kernel(march: "x86-64-v4", "-mprefer-vector-width=512")),
  .target(
    name: "Kernels", dependencies: ["Tensors", "KernelBodies", "KernelsPortable", "KernelsAVX2", "KernelsAVX512"],
    path: "Sources/Kernels/Dispatch", swiftSettings: compute),
]

let library: [Target] = [
  .target(name: "Operations", dependencies: ["Tensors", "Kernels"], swiftSettings: compute),
  .target(name: "Networks", dependencies: ["Operations"], swiftSettings: compute),
  .target(name: "Files", swiftSettings: strict),
  .target(name: "StreamCodecs", swiftSettings: compute),
  .target(name: "WeightFormats", dependencies: ["Files", "Tensors", "StreamCodecs"], swiftSettings: compute),
  .target(name: "ImageCodecs", dependencies: ["StreamCodecs"], swiftSettings: compute),
  .target(
    name: "Datasets", dependencies: ["Files", "StreamCodecs", "ImageCodecs", "Tensors", "WeightFormats"],
    swiftSettings: compute),
  .target(name: "Reports", swiftSettings: strict),
  .target(
    name: "Inference", dependencies: ["Networks", "Datasets", "WeightFormats", "Reports"], swiftSettings: compute),
  .target(name: "Training", dependencies: ["Inference"], swiftSettings: compute),
  .target(name: "Visualization", dependencies: ["Inference"], swiftSettings: compute),
  .target(name: "Conformance", dependencies: ["Training"], swiftSettings: compute),
]

let commands: [Target] = [
  .target(
    name: "CommandLineSupport", dependencies: ["Training"], path: "Sources/AlexNetTool/Support", swiftSettings: strict),
  .executableTarget(
    name: "AlexNetTool", dependencies: ["CommandLineSupport", "Conformance", "Visualization"],
    path: "Sources/AlexNetTool", exclude: ["Support"], swiftSettings: strict),
  .executableTarget(
    name: "benchmarks", dependencies: ["CommandLineSupport", "Training"], path: "Benchmarks",
    exclude: ["Results", "Peers", "README.md", "SCALING.md"], swiftSettings: strict),
]

func tests(_ target: String, _ more: Target.Dependency...) -> Target {
  .testTarget(
    name: "\(target)Tests", dependencies: [.byName(name: target), "TestSupport"] + more, swiftSettings: strict)
}

let package = Package(
  name: "AlexNet",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "alexnet", targets: ["AlexNetTool"]),
    .executable(name: "benchmarks", targets: ["benchmarks"]),
    .library(
      name: "AlexNet",
      targets: [
        "Tensors", "Operations", "Networks", "Inference", "Training", "Visualization", "Datasets", "WeightFormats",
        "ImageCodecs", "StreamCodecs",
      ]),
    .library(name: "Conformance", targets: ["Conformance"]),
  ],
  targets: foundations + library + commands + [
    .target(name: "TestSupport", path: "Tests/Support", swiftSettings: strict),
    tests("Tensors"), tests("Kernels"), tests("Operations", "Conformance"), tests("Networks", "Conformance"),
    tests("Files"), tests("StreamCodecs"), tests("ImageCodecs"), tests("Datasets"), tests("WeightFormats"),
    tests("Training"), tests("Visualization"),
    tests("Reports"), tests("Inference"),
    tests("CommandLineSupport"), tests("Conformance", "WeightFormats"),
    .testTarget(
      name: "FuzzingTests", dependencies: ["Inference"], path: "Tests/Fuzzing",
      exclude: ["README.md", "Regressions", "Runner", "Seeds", "fuzz"], swiftSettings: compute),
  ],
  swiftLanguageModes: [.v6]
)
