import Datasets
import Foundation
import ImageCodecs
import Tensors
import TestSupport

/// ImageNet as it is distributed, in small: an archive of archives for training, an archive for validation, and the list of
/// validation classes. Every class has a colour of its own, which its photographs vary around.
enum SmallImageNet {
  static let identifiers = ["n01440764", "n02084071", "n03000134", "n07747607"]
  private static let colours: [SIMD3<Int>] = [
    SIMD3(200, 40, 40), SIMD3(40, 190, 60), SIMD3(50, 60, 200), SIMD3(190, 180, 50),
  ]

  /// A JPEG file of class `label`, of a size that is the image's own.
  static func photograph(_ label: Int, _ number: Int) throws -> [UInt8] {
    let (width, height) = (70 + 9 * (number % 4), 60 + 11 * (number % 3))
    let stream = RandomStream(seed: 3, purpose: .verification, index: label, step: number)
    var pixels: [UInt8] = []
    for place in 0..<width * height {
      let noise = stream.integer(place, below: 61) - 30
      for channel in 0..<3 { pixels.append(UInt8(clamping: colours[label][channel] + noise)) }
    }
    return try JPEGEncoder.encode(
      Image(width: width, height: height, channels: 3, pixels: pixels), options: JPEGEncodingOptions(quality: 90))
  }

  /// Writes the archives into a folder: `images` a class for training, one a class for validation.
  static func writeArchives(to folder: TemporaryFolder, images: Int) throws {
    var training = try TarWriter(path: folder.path("ILSVRC2012_img_train.tar"))
    for (label, identifier) in identifiers.enumerated() {
      var inner = try TarWriter(path: folder.path("inner.tar"))
      for number in 0..<images {
        let file = try photograph(label, number)
        _ = try inner.append("\(identifier)_\(number + 1).JPEG", contents: file.span)
      }
      try inner.commit()
      let archive = try folder.contents("inner.tar")
      _ = try training.append("\(identifier).tar", contents: archive.span)
    }
    try training.commit()
    try FileManager.default.removeItem(atPath: folder.path("inner.tar"))
    var validation = try TarWriter(path: folder.path("ILSVRC2012_img_val.tar"))
    for label in identifiers.indices {
      let file = try photograph(label, 100)
      let name = "ILSVRC2012_val_" + String(format: "%08d", label + 1) + ".JPEG"
      _ = try validation.append(name, contents: file.span)
    }
    try validation.commit()
    try folder.write(
      Array(identifiers.joined(separator: "\n").utf8), to: "imagenet_2012_validation_synset_labels.txt")
  }

  /// Writes the same images as files, a folder for each class.
  static func writeFolders(to folder: TemporaryFolder, images: Int) throws {
    for (label, identifier) in identifiers.enumerated() {
      for number in 0..<images {
        try folder.write(try photograph(label, number), to: "train/\(identifier)/\(identifier)_\(number + 1).JPEG")
      }
      let name = "ILSVRC2012_val_" + String(format: "%08d", label + 1) + ".JPEG"
      try folder.write(try photograph(label, 100), to: "val/\(identifier)/\(name)")
    }
  }
}
