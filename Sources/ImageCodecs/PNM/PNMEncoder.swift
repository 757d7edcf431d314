/// Encoding of Netpbm's raw formats: P5 for gray, P6 for RGB, samples up to 255.
public enum PNMEncoder {
  /// A PNM file with the image; its channels decide between P5 and P6.
  public static func encode(_ image: Image) -> [UInt8] {
    let type = image.channels == 1 ? "P5" : "P6"
    return Array("\(type)\n\(image.width) \(image.height)\n255\n".utf8) + image.pixels
  }
}
