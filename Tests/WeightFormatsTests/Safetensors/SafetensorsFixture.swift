import Foundation
import WeightFormats

/// Files of the safetensors format for tests.
enum SafetensorsFixture {
  /// A file that Python's safetensors 0.8.0 wrote:
  ///
  ///     save({"weight": np.array([[0.5, -1.25, 3e-39], [np.inf, -0.0, 65504]], "<f4"),
  ///           "half": np.array([0.5, 6e-8, -65504, np.inf], "<f2"), "double": np.array(np.pi),
  ///           "empty": np.zeros((0, 3), "<f4"), "brain": np.array([1.5, -3e38], ml_dtypes.bfloat16),
  ///           "steps": np.array([1, 2**63 + 5], "<u8"), "mask": np.array([True, False, True]),
  ///           "labels": np.array([-7, 300], "<i2")},
  ///          metadata={"format": "np", 'é "q"': "line\nbreak \\ 😀"})
  static let python = bytes(
    hexadecimal: """
      20020000000000007b225f5f6d657461646174615f5f223a7b22666f726d6174223a226e70222c22c3a9205c22715c22
      223a226c696e655c6e627265616b205c5c20f09f9880227d2c227374657073223a7b226474797065223a22553634222c
      227368617065223a5b325d2c22646174615f6f666673657473223a5b302c31365d7d2c22646f75626c65223a7b226474
      797065223a22463634222c227368617065223a5b5d2c22646174615f6f666673657473223a5b31362c32345d7d2c2265
      6d707479223a7b226474797065223a22463332222c227368617065223a5b302c335d2c22646174615f6f666673657473
      223a5b32342c32345d7d2c22776569676874223a7b226474797065223a22463332222c227368617065223a5b322c335d
      2c22646174615f6f666673657473223a5b32342c34385d7d2c22627261696e223a7b226474797065223a224246313622
      2c227368617065223a5b325d2c22646174615f6f666673657473223a5b34382c35325d7d2c2268616c66223a7b226474
      797065223a22463136222c227368617065223a5b345d2c22646174615f6f666673657473223a5b35322c36305d7d2c22
      6c6162656c73223a7b226474797065223a22493136222c227368617065223a5b325d2c22646174615f6f666673657473
      223a5b36302c36345d7d2c226d61736b223a7b226474797065223a22424f4f4c222c227368617065223a5b335d2c2264
      6174615f6f666673657473223a5b36342c36375d7d7d202001000000000000000500000000000080182d4454fb210940
      0000003f0000a0bfc8aa20000000807f0000008000e07f47c03f62ff00380100fffb007cf9ff2c01010001
      """)

  /// Two tensors that cover twelve bytes; small enough to try every mutation.
  static let small = file(
    #"{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
      + #""b":{"dtype":"I16","shape":[1,2],"data_offsets":[8,12]}}"#,
    data: Array(0..<12))

  /// The bytes of a file of the given header and data.
  static func file(_ header: String, data: [UInt8] = []) -> [UInt8] {
    file(Array(header.utf8), data: data)
  }

  /// The bytes of a file of the given header and data.
  static func file(_ header: [UInt8], data: [UInt8] = []) -> [UInt8] {
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header + data
  }

  /// Reads bytes as a file, and returns why it was refused, or nil if it was not.
  static func refusal(_ bytes: [UInt8]) -> SafetensorsError.Reason? {
    do {
      _ = try SafetensorsFile(bytes: bytes, name: "test")
      return nil
    } catch {
      return error.reason
    }
  }

  private static func bytes(hexadecimal text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
