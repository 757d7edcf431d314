#if arch(x86_64)
  import _Builtin_intrinsics.intel.cpuid

  /// The features of an x86-64 processor that kernels ask for, read by the CPUID instruction.
  ///
  /// CPUID and not the operating system's list, because an emulator answers for the processor that it emulates.
  enum ProcessorFeatures {
    /// Features that the processor has and whose registers the operating system saves.
    static let current: Set<String> = {
      let basic = leaf(1)
      let extended = leaf(7)
      // Size of the save area for what the system has enabled: 832 bytes hold the upper halves of the 32-byte
      // registers, 2,432 the 64-byte registers too (Intel SDM 1, 13.5; 2,688 where room for MPX is kept).
      let saved = leaf(13).b
      var features: Set<String> = []
      func add(_ name: String, _ register: UInt32, bit: UInt32, savedSize: UInt32 = 0) {
        if register & (1 << bit) != 0 && saved >= savedSize { features.insert(name) }
      }
      add("movbe", basic.c, bit: 22)
      add("fma", basic.c, bit: 12, savedSize: 832)
      add("avx", basic.c, bit: 28, savedSize: 832)
      add("f16c", basic.c, bit: 29, savedSize: 832)
      add("bmi1", extended.b, bit: 3)
      add("bmi2", extended.b, bit: 8)
      add("avx2", extended.b, bit: 5, savedSize: 832)
      add("avx512f", extended.b, bit: 16, savedSize: 2432)
      add("avx512dq", extended.b, bit: 17, savedSize: 2432)
      add("avx512cd", extended.b, bit: 28, savedSize: 2432)
      add("avx512bw", extended.b, bit: 30, savedSize: 2432)
      add("avx512vl", extended.b, bit: 31, savedSize: 2432)
      return features
    }()

    /// Registers b and c of a CPUID leaf's first sub-leaf; zeros where the processor has no such leaf.
    private static func leaf(_ number: UInt32) -> (b: UInt32, c: UInt32) {
      var a: UInt32 = 0
      var b: UInt32 = 0
      var c: UInt32 = 0
      var d: UInt32 = 0
      return __get_cpuid_count(number, 0, &a, &b, &c, &d) == 1 ? (b, c) : (0, 0)
    }
  }
#endif
