/// An integer type that safetensors files can hold.
public protocol SafetensorsInteger: FixedWidthInteger, BitwiseCopyable {
  /// Its name in the files.
  static var dataType: SafetensorsDataType { get }
}

extension UInt8: SafetensorsInteger {
  /// U8.
  public static var dataType: SafetensorsDataType { .uint8 }
}

extension Int8: SafetensorsInteger {
  /// I8.
  public static var dataType: SafetensorsDataType { .int8 }
}

extension UInt16: SafetensorsInteger {
  /// U16.
  public static var dataType: SafetensorsDataType { .uint16 }
}

extension Int16: SafetensorsInteger {
  /// I16.
  public static var dataType: SafetensorsDataType { .int16 }
}

extension UInt32: SafetensorsInteger {
  /// U32.
  public static var dataType: SafetensorsDataType { .uint32 }
}

extension Int32: SafetensorsInteger {
  /// I32.
  public static var dataType: SafetensorsDataType { .int32 }
}

extension UInt64: SafetensorsInteger {
  /// U64.
  public static var dataType: SafetensorsDataType { .uint64 }
}

extension Int64: SafetensorsInteger {
  /// I64.
  public static var dataType: SafetensorsDataType { .int64 }
}
