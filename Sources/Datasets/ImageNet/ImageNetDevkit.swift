import Foundation

/// What ImageNet's development kit (ILSVRC2012, tasks 1 and 2) says of the classes and of the validation images.
///
/// Source: the kit's readme.txt. Its numbers of classes, ILSVRC2012_ID, are in no order that anyone trains with; here they
/// become WordNet ids.
struct ImageNetDevkit {
  /// The WordNet id of each class by its ILSVRC2012_ID; the kit's inner nodes, which have no images, are left out. Nil if
  /// there is no `meta.mat`.
  let identifiers: [Int: String]?
  /// The WordNet id of each validation image, in the order of their numbers; nil if there is no list.
  let validation: [String]?

  /// The kit as it is published.
  static let archiveName = "ILSVRC2012_devkit_t12.tar.gz"
  /// The folder that it unpacks to.
  static let folderName = "ILSVRC2012_devkit_t12"
  /// The list of validation images' classes: numbers, which need `meta.mat`.
  static let numbersName = "ILSVRC2012_validation_ground_truth.txt"
  /// The same as WordNet ids, as it comes with many programs.
  static let identifiersName = "imagenet_2012_validation_synset_labels.txt"
  /// The table of classes.
  static let metaName = "meta.mat"

  private static let maximumSize = 1 << 25

  /// Reads what a folder has of the kit: its archive, its folder, or its files.
  ///
  /// - Throws: `DatasetError` if something there is damaged.
  init(folder: URL) throws(DatasetError) {
    let unpacked = folder.appendingPathComponent(Self.folderName)
    var places = [folder, folder.appendingPathComponent("data"), unpacked, unpacked.appendingPathComponent("data")]
      .map { FileCollection(folder: $0) }
    let archive = folder.appendingPathComponent(Self.archiveName)
    if FileManager.default.fileExists(atPath: archive.path) {
      places.append(try FileCollection(archive: archive, maximumSize: Self.maximumSize))
    }
    var identifiers: [Int: String]?
    if let files = places.first(where: { $0.contains(Self.metaName) }) { identifiers = try Self.identifiers(files) }
    self.identifiers = identifiers
    if let files = places.first(where: { $0.contains(Self.identifiersName) }) {
      validation = try Self.labels(files, Self.identifiersName) { ImageNetClasses.isWordNetIdentifier($0) ? $0 : nil }
    } else if let identifiers, let files = places.first(where: { $0.contains(Self.numbersName) }) {
      validation = try Self.labels(files, Self.numbersName) { Int($0).flatMap { identifiers[$0] } }
    } else {
      validation = nil
    }
  }

  /// The classes of `meta.mat`: those without children, as the inner nodes are no classes.
  private static func identifiers(_ files: FileCollection) throws(DatasetError) -> [Int: String] {
    let path = files.path(of: metaName)
    let synsets = try MATFile.array(
      named: "synsets", in: try files.contents(of: metaName, maximumSize: maximumSize), file: path,
      maximumSize: maximumSize)
    var identifiers: [Int: String] = [:]
    var seen: Set<String> = []
    for fields in try synsets.structures(["ILSVRC2012_ID", "WNID", "num_children"]) {
      let (number, identifier) = (try fields[0].integer(), try fields[1].text())
      guard try fields[2].integer() == 0 else { continue }
      guard ImageNetClasses.isWordNetIdentifier(identifier), identifiers.updateValue(identifier, forKey: number) == nil,
        seen.insert(identifier).inserted
      else {
        throw .malformed(
          file: path, offset: fields[1].offset, found: "class \(number) with the id \"\(identifier.prefix(40))\"",
          expected: "a number and an id such as n01440764 that no other class has", remedy: "take the file again")
      }
    }
    return identifiers
  }

  /// A class a line.
  private static func labels(
    _ files: FileCollection, _ name: String, _ identifier: (String) -> String?
  ) throws(DatasetError) -> [String] {
    var labels: [String] = []
    for (index, line) in try files.lines(of: name, maximumSize: maximumSize).enumerated() {
      guard let label = identifier(line) else {
        throw .malformed(
          file: files.path(of: name), offset: 0, found: "line \(index + 1), \"\(line.prefix(40))\"",
          expected: "a class that \(metaName) has, or a WordNet id", remedy: "fetch the file again")
      }
      labels.append(label)
    }
    return labels
  }
}
