import Files
import Foundation
import ImageCodecs

/// Reading and writing of single image files.
public enum ImageFile {
  /// The endings of files that can be written, each with what it stands for.
  public static let writableEndings = [".png", ".ppm", ".pgm", ".pnm", ".jpg", ".jpeg"]

  /// The bytes of a file, mapped into memory.
  ///
  /// - Throws: `DatasetError.file`.
  package static func bytes(path: String) throws(DatasetError) -> Data {
    do throws(FileError) {
      return try MappedFile.bytes(ofFile: path)
    } catch {
      throw .file(error)
    }
  }

  /// Decodes the image file at `path`; what the file is decides, not its name.
  ///
  /// - Throws: `DatasetError.file` or `.image`.
  public static func read(
    path: String, options: DecodingOptions = DecodingOptions()
  ) throws(DatasetError) -> DecodedImage {
    let bytes = try bytes(path: path)
    do throws(ImageError) {
      return try ImageDecoder.decode(bytes.span, options: options)
    } catch {
      throw .image(name: path, error)
    }
  }

  /// Writes an image in the format that the ending of `path` names: whole or not at all.
  ///
  /// - Parameters:
  ///   - image: the image.
  ///   - path: ends in one of `writableEndings`.
  ///   - quality: of a JPEG file, 1 to 100.
  /// - Throws: `DatasetError.file`, or `.encoding` if the image is too large for the format.
  /// - Precondition: `canWrite(path)`.
  public static func write(_ image: Image, path: String, quality: Int = 95) throws(DatasetError) {
    precondition(canWrite(path), "a file that can be written ends in one of \(writableEndings)")
    let ending = self.ending(path)
    let bytes: [UInt8]
    switch ending {
    case ".png": bytes = PNGEncoder.encode(image)
    case ".jpg", ".jpeg":
      do throws(JPEGEncodingError) {
        bytes = try JPEGEncoder.encode(image, options: JPEGEncodingOptions(quality: quality))
      } catch {
        throw .encoding(file: path, error)
      }
    case ".pgm": bytes = PNMEncoder.encode(image.gray())
    case ".ppm": bytes = PNMEncoder.encode(image.rgb())
    default: bytes = PNMEncoder.encode(image)
    }
    do throws(FileError) {
      try AtomicFile.write(bytes, to: path)
    } catch {
      throw .file(error)
    }
  }

  /// Whether the ending of `path` names a format that can be written.
  public static func canWrite(_ path: String) -> Bool { writableEndings.contains(ending(path)) }

  private static func ending(_ path: String) -> String {
    guard let dot = path.lastIndex(of: ".") else { return "" }
    return path[dot...].lowercased()
  }
}
