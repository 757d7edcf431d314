import StreamCodecs
import Testing

@testable import ImageCodecs

/// Files of cjpeg (libjpeg-turbo 2.1.5), by their length and CRC-32.
///
/// Made with `cjpeg -dct int -baseline -quality Q -sample HxV [-optimize]` from the pictures of `EncodedPicture`. Sizes that
/// are no multiple of a unit have blocks outside the image; 24 × 24 has them as whole block columns and rows.
struct JPEGEncoderGoldenTests {
  struct Golden: CustomTestStringConvertible {
    let width: Int
    let height: Int
    let channels: Int
    let quality: Int
    let subsampling: JPEGEncodingOptions.ChromaSubsampling
    let optimized: Bool
    let length: Int
    let check: UInt32

    var testDescription: String {
      "\(width) × \(height) × \(channels), quality \(quality), \(subsampling)\(optimized ? ", optimized" : "")"
    }
  }

  static let files: [Golden] = [
    Golden(
      width: 61, height: 47, channels: 3, quality: 75, subsampling: .both, optimized: false, length: 1388,
      check: 0x0391_c1e3),
    Golden(
      width: 61, height: 47, channels: 3, quality: 75, subsampling: .both, optimized: true, length: 1040,
      check: 0x598e_9856),
    Golden(
      width: 61, height: 47, channels: 3, quality: 90, subsampling: .horizontal, optimized: false, length: 2343,
      check: 0x161f_4e02),
    Golden(
      width: 61, height: 47, channels: 3, quality: 90, subsampling: .horizontal, optimized: true, length: 1955,
      check: 0x6130_c323),
    Golden(
      width: 61, height: 47, channels: 3, quality: 95, subsampling: .none, optimized: false, length: 3959,
      check: 0xfca4_a874),
    Golden(
      width: 61, height: 47, channels: 3, quality: 95, subsampling: .none, optimized: true, length: 3390,
      check: 0x3df7_7fd2),
    Golden(
      width: 61, height: 47, channels: 3, quality: 100, subsampling: .none, optimized: false, length: 7118,
      check: 0x0fa1_4622),
    Golden(
      width: 61, height: 47, channels: 3, quality: 1, subsampling: .both, optimized: false, length: 748,
      check: 0xce69_5003),
    Golden(
      width: 61, height: 47, channels: 3, quality: 24, subsampling: .both, optimized: false, length: 927,
      check: 0x6917_6e3b),
    Golden(
      width: 61, height: 47, channels: 1, quality: 50, subsampling: .none, optimized: false, length: 865,
      check: 0xa65c_a6e1),
    Golden(
      width: 61, height: 47, channels: 1, quality: 98, subsampling: .none, optimized: true, length: 1879,
      check: 0xc296_269f),
    Golden(
      width: 1, height: 1, channels: 3, quality: 75, subsampling: .both, optimized: false, length: 633,
      check: 0xe2b5_e14e),
    Golden(
      width: 1, height: 1, channels: 1, quality: 75, subsampling: .none, optimized: true, length: 160,
      check: 0x03a2_acd9),
    Golden(
      width: 8, height: 8, channels: 3, quality: 80, subsampling: .none, optimized: false, length: 637,
      check: 0x69c1_0ce3),
    Golden(
      width: 16, height: 16, channels: 3, quality: 80, subsampling: .both, optimized: false, length: 684,
      check: 0x40e5_f547),
    Golden(
      width: 17, height: 9, channels: 3, quality: 80, subsampling: .both, optimized: true, length: 386,
      check: 0xf741_7402),
    Golden(
      width: 9, height: 33, channels: 3, quality: 60, subsampling: .horizontal, optimized: false, length: 710,
      check: 0x4583_8903),
    Golden(
      width: 24, height: 24, channels: 3, quality: 85, subsampling: .both, optimized: false, length: 904,
      check: 0xe585_9731),
    Golden(
      width: 130, height: 5, channels: 3, quality: 100, subsampling: .both, optimized: false, length: 1858,
      check: 0xc827_1260),
  ]

  @Test(arguments: files)
  func `files are those of cjpeg, byte for byte`(_ golden: Golden) throws {
    let image = EncodedPicture.image(width: golden.width, height: golden.height, channels: golden.channels)
    let options = JPEGEncodingOptions(
      quality: golden.quality, subsampling: golden.subsampling, optimizesHuffmanTables: golden.optimized)
    let file = try JPEGEncoder.encode(image, options: options)
    var check = CRC32()
    check.update(file.span)
    #expect(file.count == golden.length)
    #expect(check.value == golden.check)
  }
}
