import ImageCodecs
import StreamCodecs
import Testing

@Suite struct PNGErrorTests {
  private static let samples = PNGFaults.samples
  private static let file = PNGFaults.file
  private static let pixels = samples.map(UInt8.init)
  private static let imageData = PNGFaults.imageData
  private static let end = PNGFaults.end
  private static let afterHeader = PNGFaults.afterHeader

  private static func error(of file: [UInt8], _ options: DecodingOptions = DecodingOptions()) throws -> ImageError {
    let error = try #require(throws: ImageError.self) { try PNGDecoder.decode(file.span, options: options) }
    #expect(error.format == .png)
    return error
  }

  @Test(arguments: PNGFaults.faults)
  func `a file that breaks a rule is refused for that, truncation allowed or not`(fault: PNGFaults.Fault) throws {
    for allowsTruncation in [false, true] {
      let error = try Self.error(of: fault.file, DecodingOptions(allowsTruncation: allowsTruncation))
      guard case .malformed(let found, _) = error.reason else {
        Issue.record("\(error)")
        return
      }
      #expect(found.hasPrefix(fault.found))
      #expect(error.offset == fault.offset)
    }
  }

  @Test func `an unknown critical chunk is refused by name`() throws {
    let unknown = PNGWriter.chunk("CUTe", [1, 2])
    let error = try Self.error(of: PNGWriter.signature + PNGFaults.header() + unknown + Self.imageData + Self.end)
    #expect(error == ImageError(.png, .unsupported("the critical chunk CUTe"), offset: Self.afterHeader))
  }

  @Test(arguments: [("IHDR", 20), ("PLTE", 42), ("IDAT", 60), ("IEND", -1)])
  func `a damaged critical chunk is refused by name`(name: String, place: Int) throws {
    var file = PNGWriter.signature + PNGFaults.header() + PNGFaults.palette + Self.imageData + Self.end
    file[place < 0 ? file.count + place : place] ^= 0x10
    #expect(try Self.error(of: file).reason == .checksumMismatch("the \(name) chunk"))
  }

  @Test func `a wrong checksum of the rows is refused even if rows may be missing`() throws {
    var contents = Array(Self.imageData[8..<(Self.imageData.count - 4)])
    contents[contents.count - 1] ^= 1
    let file = PNGWriter.signature + PNGFaults.header() + PNGWriter.chunk("IDAT", contents) + Self.end
    for allowsTruncation in [false, true] {
      let error = try Self.error(of: file, DecodingOptions(allowsTruncation: allowsTruncation))
      #expect(error.reason == .checksumMismatch("the rows (Adler-32)"))
      #expect(error.offset == Self.afterHeader + 8 + contents.count - 4)
    }
  }

  @Test(arguments: [1, 2, 3, 50])
  func `a fault of the rows is found in the chunk that it is in`(length: Int) throws {
    var contents = Array(Self.imageData[8..<(Self.imageData.count - 4)])
    contents[contents.count - 4] ^= 1
    let chunks = stride(from: 0, to: contents.count, by: length).flatMap { start in
      PNGWriter.chunk("IDAT", Array(contents[start...].prefix(length)))
    }
    let place = contents.count - 4
    let error = try Self.error(of: PNGWriter.signature + PNGFaults.header() + chunks + Self.end)
    #expect(error.reason == .checksumMismatch("the rows (Adler-32)"))
    #expect(error.offset == Self.afterHeader + place / length * (length + 12) + 8 + place % length)
  }

  // MARK: - Truncation

  @Test func `every truncation is refused as one`() throws {
    for length in 0..<Self.file.count {
      let error = try Self.error(of: Array(Self.file[..<length]))
      guard case .truncated = error.reason else {
        Issue.record("\(length) bytes: \(error)")
        continue
      }
      #expect(error.offset == length)
    }
  }

  @Test(arguments: [1, 2, 4, 8, 16], [false, true])
  func `of a truncated file the pixels that are there may be had`(depth: Int, isInterlaced: Bool) throws {
    var writer = PNGWriter()
    (writer.width, writer.height, writer.depth, writer.isInterlaced) = (11, 7, depth, isInterlaced)
    let samples = (0..<77).map { ($0 * 41 + 5) & (1 << depth - 1) | 1 << (depth - 1) }
    let file = writer.file(samples)
    let whole = try PNGDecoder.decode(file.span).image.pixels
    var most = 0
    for length in 0..<file.count {
      let part = Array(file[..<length])
      // Up to the first row's bytes there are the header, the beginnings of a chunk, of a zlib stream and of a block,
      // and a filter type.
      let hasFirstPixel = length >= 33 + 8 + 2 + 5 + 1 + max(1, depth / 8)
      guard let result = try? PNGDecoder.decode(part.span, options: DecodingOptions(allowsTruncation: true)) else {
        #expect(!hasFirstPixel)
        continue
      }
      #expect(hasFirstPixel)
      #expect(result.isTruncated)
      // No sample is zero: what is not the whole image's is missing, and black.
      #expect(zip(result.image.pixels, whole).allSatisfy { $0 == $1 || $0 == 0 })
      let count = result.image.pixels.count { $0 != 0 }
      #expect(count >= most && count > 0)
      most = count
    }
    #expect(most == 77)
  }

  @Test func `a truncated file of compressed rows loses few bytes, and gets none that it has not`() throws {
    let pixels = (0..<7200).map { index in
      let value = index * index / 97 + index / 180 * 3
      return UInt8(1 + value % 255)
    }
    let image = Image(width: 60, height: 40, channels: 3, pixels: pixels)
    let file = PNGEncoder.encode(image)
    var last = 0
    for length in stride(from: 70, to: file.count, by: 7) {
      let part = Array(file[..<length])
      guard let result = try? PNGDecoder.decode(part.span, options: DecodingOptions(allowsTruncation: true)) else {
        #expect(last == 0)
        continue
      }
      let pixels = result.image.pixels
      let count = 1 + (pixels.lastIndex { $0 != 0 } ?? -1)
      #expect(pixels[..<count] == image.pixels[..<count])
      #expect(count >= last)
      last = count
    }
    #expect(last > 6900)
  }

  @Test func `too few rows are a truncation, even in a whole file`() throws {
    var taller = PNGFaults.writer
    taller.height = 5
    let file = PNGWriter.signature + taller.header() + Self.imageData + Self.end
    let error = try Self.error(of: file)
    #expect(error.reason == .truncated(missing: "13 of 65 bytes of rows"))
    let partial = try PNGDecoder.decode(file.span, options: DecodingOptions(allowsTruncation: true))
    #expect(partial.isTruncated)
    #expect(partial.image.pixels == Self.pixels + [UInt8](repeating: 0, count: 12))
  }

  @Test func `a file that lacks only its end has all pixels`() throws {
    let part = Array(Self.file.dropLast(3))
    let result = try PNGDecoder.decode(part.span, options: DecodingOptions(allowsTruncation: true))
    #expect(result.isTruncated)
    #expect(result.image.pixels == Self.pixels)
  }

  // MARK: - Robustness

  @Test func `a file with any bit flipped is refused, or decodes to the same pixels`() throws {
    let note = PNGWriter.chunk("tEXt", [65, 0, 66])
    let file = PNGWriter.signature + PNGFaults.header() + note + Self.imageData + Self.end
    for bit in 0..<8 * file.count {
      var flipped = file
      flipped[bit / 8] ^= 1 << UInt8(bit % 8)
      do {
        #expect(try PNGDecoder.decode(flipped.span).image.pixels == Self.pixels)
        #expect((Self.afterHeader..<Self.afterHeader + note.count).contains(bit / 8))
      } catch {
        #expect(error.offset <= file.count)
      }
    }
  }

  @Test func `a bomb is decompressed no further than the rows need`() throws {
    let bomb = Zlib.compress([UInt8](repeating: 0, count: 1 << 24).span)
    let file = PNGWriter.signature + PNGFaults.header() + PNGWriter.chunk("IDAT", bomb) + Self.end
    #expect(try PNGDecoder.decode(file.span).image.pixels == [UInt8](repeating: 0, count: 48))
  }
}
