import Foundation
import ImageCodecs
import StreamCodecs

/// Reading of a data set's files whole, decompressed if what they hold is gzip, whatever their names say.
enum DatasetFile {
  /// The decompressed contents of `file`.
  ///
  /// - Parameters:
  ///   - file: a regular file or a link to one; others (pipes, devices) could block or never end and are refused.
  ///   - maximumSize: the most bytes to accept, of the file and of what it decompresses to.
  static func contents(of file: URL, maximumSize: Int) throws(DatasetError) -> [UInt8] {
    let bytes = try read(file, maximumSize: maximumSize)
    guard Gzip.isGzip(bytes.span) else { return bytes }
    do {
      return try Gzip.decompress(bytes.span, maximumOutputSize: maximumSize)
    } catch {
      throw .gzip(file: file.path, error)
    }
  }

  private static func read(_ file: URL, maximumSize: Int) throws(DatasetError) -> [UInt8] {
    let target = file.resolvingSymlinksInPath()
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: target.path)
      guard attributes[.type] as? FileAttributeType == .typeRegular else {
        throw DatasetError.unreadable(file: file.path, reason: "not a regular file")
      }
      if let size = (attributes[.size] as? NSNumber)?.intValue {
        guard size <= maximumSize else {
          throw DatasetError.tooLarge(file: file.path, size: size, limit: maximumSize)
        }
        // Foundation loses a page of memory for every empty file that it reads.
        if size == 0 { return [] }
      }
      return [UInt8](try Data(contentsOf: target))
    } catch let error as DatasetError {
      throw error
    } catch {
      throw .unreadable(file: file.path, reason: error.localizedDescription)
    }
  }
}
