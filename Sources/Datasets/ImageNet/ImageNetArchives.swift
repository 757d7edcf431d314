import Foundation
import Synchronization
import Tensors

/// ImageNet (ILSVRC2012) in its own archives, which are read in place: nothing is unpacked.
///
/// A folder may hold
///
/// - `ILSVRC2012_img_train.tar`: an archive for each class, `n01440764.tar` and so on, of its images;
/// - `ILSVRC2012_img_val.tar`: the validation images, whose names have numbers;
/// - their classes: `ILSVRC2012_devkit_t12.tar.gz`, or the folder that it unpacks to, or from it `meta.mat` and
///   `ILSVRC2012_validation_ground_truth.txt`; or `imagenet_2012_validation_synset_labels.txt`, a WordNet id a line.
///
/// Without validation images some of the training images are held out. Without training images there are none to train
/// on. Labels are the positions of the classes' WordNet ids in order, not the kit's ILSVRC2012_ID; images are in the order
/// of their names within each class, as torchvision has them.
///
/// Listing reads a header of 512 bytes for each image and nothing else, several classes at once: 1.28 million small
/// reads across 138 GB. From memory that is a few seconds, from a solid-state disk a minute or two; a disk that turns
/// must find each of them.
public enum ImageNetArchives {
  static let trainingName = "ILSVRC2012_img_train.tar"
  static let validationName = "ILSVRC2012_img_val.tar"

  /// Opens the archives of a folder.
  ///
  /// - Parameters:
  ///   - path: the folder.
  ///   - heldOut: the fraction of each class's training images to hold out if there is no validation archive, 0 ≤
  ///     `heldOut` < 1; see `ImageFolder`.
  ///   - seed: what the choice of those images depends on, besides their names.
  ///   - progress: is told of each class that has been listed.
  /// - Throws: `DatasetError` if an archive is damaged, the validation images' classes are not known, or one of them is
  ///   not among the training archive's.
  public static func open(
    path: String, heldOut: Double, seed: UInt64, progress: OpeningProgress.Handler? = nil
  ) throws(DatasetError) -> ImageSplits {
    let folder = URL(fileURLWithPath: path, isDirectory: true)
    let names = [trainingName, validationName].filter { exists($0, in: folder) }
    guard !names.isEmpty else { throw .missingFiles(folder: path, missing: [[trainingName, validationName]]) }
    let choice = HeldOut(fraction: heldOut, seed: seed)
    let devkit = try ImageNetDevkit(folder: folder)
    guard names.contains(trainingName) else {
      let images = try validationImages(folder, devkit, classes: nil)
      return ImageSplits(
        training: TarImages(classes: images.classes), validation: images, kind: .imageNetArchives,
        notes: ["There is no \(trainingName): there are no images to train on."])
    }
    let classes = try trainingClasses(folder, devkit, progress)
    guard names.contains(validationName) else { return split(classes, choice) }
    return ImageSplits(
      training: training(classes), validation: try validationImages(folder, devkit, classes: classes.map(\.identifier)),
      kind: .imageNetArchives)
  }

  /// Whether a folder has one of the archives.
  static func isRecognized(folder: URL) -> Bool {
    exists(trainingName, in: folder) || exists(validationName, in: folder)
  }

  private static func exists(_ name: String, in folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
  }

  // MARK: - Training

  /// A class's archive, and its members in the order of their names.
  private struct ClassArchive {
    let identifier: String
    let archive: TarReader
    let members: [Int]
  }

  /// The classes of the training archive, in the order of their ids.
  private static func trainingClasses(
    _ folder: URL, _ devkit: ImageNetDevkit, _ progress: OpeningProgress.Handler?
  ) throws(DatasetError) -> [ClassArchive] {
    let outer = try TarReader(path: folder.appendingPathComponent(trainingName).path)
    let known = devkit.identifiers.map { Set($0.values) }
    var members: [(identifier: String, member: Int)] = []
    for member in 0..<outer.count where !isHidden(outer.nameBytes(at: member)) {
      let name = outer.name(at: member)
      let file = name.split(separator: "/").last ?? ""
      let identifier = String(file.dropLast(4))
      guard file.hasSuffix(".tar"), ImageNetClasses.isWordNetIdentifier(identifier) else {
        throw .noClass(image: "\(outer.path): \(name)", expected: "the archive of a class, as n01440764.tar")
      }
      guard known?.contains(identifier) ?? true else {
        throw .unknownClass(
          name: "\(outer.path): \(name)", identifier: identifier, training: ImageNetDevkit.metaName)
      }
      members.append((identifier, member))
    }
    guard !members.isEmpty else { throw .noImages(path: outer.path) }
    members.sort { $0.identifier < $1.identifier }
    for (one, next) in zip(members, members.dropFirst()) where one.identifier == next.identifier {
      throw .ambiguous(path: outer.path, found: [one, next].map { outer.name(at: $0.member) })
    }
    return try list(members, of: outer, progress)
  }

  /// Lists the inner archives, several at once: they lie far apart, and a disk can look for several at once.
  private static func list(
    _ members: [(identifier: String, member: Int)], of outer: TarReader, _ progress: OpeningProgress.Handler?
  ) throws(DatasetError) -> [ClassArchive] {
    typealias Outcome = Result<ClassArchive, DatasetError>
    let state = Mutex((outcomes: [Outcome?](repeating: nil, count: members.count), completed: 0, failed: Int.max))
    Parallel.forEach(members.count) { index in
      // What follows an error is not wanted any more; what precedes it is, so that the first error is the one told.
      if state.withLock({ $0.failed < index }) { return }
      let outcome: Outcome
      do throws(DatasetError) {
        let archive = try outer.archive(at: members[index].member)
        let images = (0..<archive.count).filter { !isHidden(archive.nameBytes(at: $0)) }
        guard !images.isEmpty else { throw .noImages(path: archive.path) }
        outcome = .success(
          ClassArchive(identifier: members[index].identifier, archive: archive, members: sorted(images, of: archive)))
      } catch {
        outcome = .failure(error)
      }
      state.withLock { state in
        state.outcomes[index] = outcome
        state.completed += 1
        if case .failure = outcome { state.failed = min(state.failed, index) }
        progress?(
          OpeningProgress(
            activity: "\(trainingName): listing images", completed: state.completed, total: members.count))
      }
    }
    var classes: [ClassArchive] = []
    for outcome in state.withLock(\.outcomes) {
      if let outcome { classes.append(try outcome.get()) }
    }
    return classes
  }

  private static func sorted(_ members: [Int], of archive: TarReader) -> [Int] {
    members.sorted { archive.nameBytes(at: $0).lexicographicallyPrecedes(archive.nameBytes(at: $1)) }
  }

  /// Whether a file is one of those that file managers leave behind.
  private static func isHidden(_ name: ArraySlice<UInt8>) -> Bool {
    let file = name.lastIndex(of: UInt8(ascii: "/")).map { name[($0 + 1)...] } ?? name
    return file.first == UInt8(ascii: ".")
  }

  private static func training(_ classes: [ClassArchive]) -> TarImages {
    var images = source(classes.map(\.identifier))
    for (label, one) in classes.enumerated() {
      images.append(one.archive, name: shortName(one), members: one.members.lazy.map { ($0, label) })
    }
    return images
  }

  /// Divides the training images into those to train on and those held out.
  private static func split(_ classes: [ClassArchive], _ choice: HeldOut) -> ImageSplits {
    var training = source(classes.map(\.identifier))
    var validation = training
    for (label, one) in classes.enumerated() {
      let isHeldOut = choice.choose(count: one.members.count) { index in
        Array(one.identifier.utf8) + [UInt8(ascii: "/")] + one.archive.nameBytes(at: one.members[index])
      }
      let members = zip(one.members, isHeldOut)
      training.append(one.archive, name: shortName(one), members: members.filter { !$1 }.map { ($0.0, label) })
      validation.append(one.archive, name: shortName(one), members: members.filter { $1 }.map { ($0.0, label) })
    }
    let note = HeldOut.note(counts: classes.map(\.members.count), validation: validation.count)
    let held =
      "There is no \(validationName): \(validation.count) of the training images are held out to validate with."
    return ImageSplits(
      training: training, validation: validation.count > 0 ? validation : training, kind: .imageNetArchives,
      notes: (validation.count > 0 ? [held] : []) + (note.map { [$0] } ?? []))
  }

  private static func source(_ identifiers: [String]) -> TarImages {
    TarImages(classes: identifiers.map { ImageClass(identifier: $0, name: ImageNetClasses.name(of: $0)) })
  }

  private static func shortName(_ one: ClassArchive) -> String { "\(trainingName): \(one.identifier).tar" }

  // MARK: - Validation

  /// The validation images, in the order of their names.
  ///
  /// - Parameter classes: the training classes; nil if there are none, and what the kit or its list names will do.
  private static func validationImages(
    _ folder: URL, _ devkit: ImageNetDevkit, classes: [String]?
  ) throws(DatasetError) -> TarImages {
    let archive = try TarReader(path: folder.appendingPathComponent(validationName).path)
    guard let truth = devkit.validation else {
      let alternatives = [ImageNetDevkit.archiveName, ImageNetDevkit.folderName, ImageNetDevkit.identifiersName]
      throw .missingFiles(folder: folder.path, missing: [alternatives])
    }
    let identifiers = classes ?? devkit.identifiers?.values.sorted() ?? allClasses(holding: truth)
    let labels = Dictionary(identifiers.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let members = sorted((0..<archive.count).filter { !isHidden(archive.nameBytes(at: $0)) }, of: archive)
    guard !members.isEmpty else { throw .noImages(path: archive.path) }
    var labelled: [(member: Int, label: Int)] = []
    for member in members {
      let name = archive.name(at: member)
      guard let number = number(of: name), number >= 1, number <= truth.count else {
        throw .noClass(
          image: "\(archive.path): \(name)",
          expected: "a name as ILSVRC2012_val_00000001.JPEG, with a number up to that of classes, \(truth.count)")
      }
      guard let label = labels[truth[number - 1]] else {
        throw .unknownClass(
          name: "\(archive.path): \(name)", identifier: truth[number - 1],
          training: classes == nil ? ImageNetDevkit.metaName : trainingName)
      }
      labelled.append((member, label))
    }
    var images = source(identifiers)
    images.append(archive, name: validationName, members: labelled)
    return images
  }

  /// The thousand classes if they cover a list of ids; else the ids of the list.
  private static func allClasses(holding list: [String]) -> [String] {
    list.allSatisfy { ImageNetClasses.label(of: $0) != nil }
      ? ImageNetClasses.all.map(\.identifier) : Set(list).sorted()
  }

  /// The number of a validation image: the digits before the name's last dot.
  ///
  /// It, and not the place among the images that are there, is what the kit's list goes by.
  private static func number(of name: String) -> Int? {
    guard let dot = name.lastIndex(of: "."), let start = name[..<dot].lastIndex(of: "_") else { return nil }
    return PaxRecords.decimal(Array(name[name.index(after: start)..<dot].utf8)[...])
  }
}
