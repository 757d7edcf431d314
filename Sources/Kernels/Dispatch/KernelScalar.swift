import KernelBodies
import KernelsAVX2
import KernelsAVX512
import KernelsPortable
import Tensors

/// A scalar that kernels exist for: Float or Double.
public protocol KernelScalar: TensorScalar {
  /// The kernels of an instruction set for this scalar.
  static func kernels(_ set: InstructionSet) -> KernelTable<Self>
}

extension KernelScalar {
  /// The kernels of the instruction set in use. Operations ask once, before they share work between threads.
  public static var kernels: KernelTable<Self> { kernels(InstructionSet.current) }
}

extension Float: KernelScalar {
  /// The kernels of an instruction set in this precision.
  public static func kernels(_ set: InstructionSet) -> KernelTable<Float> {
    switch set {
    case .portable: portableFloat
    case .avx2: avx2Float
    case .avx512: avx512Float
    }
  }
}

extension Double: KernelScalar {
  /// The kernels of an instruction set in this precision.
  public static func kernels(_ set: InstructionSet) -> KernelTable<Double> {
    switch set {
    case .portable: portableDouble
    case .avx2: avx2Double
    case .avx512: avx512Double
    }
  }
}

private let portableFloat = PortableFloatKernels.makeTable()
private let avx2Float = AVX2FloatKernels.makeTable()
private let avx512Float = AVX512FloatKernels.makeTable()
private let portableDouble = PortableDoubleKernels.makeTable()
private let avx2Double = AVX2DoubleKernels.makeTable()
private let avx512Double = AVX512DoubleKernels.makeTable()
