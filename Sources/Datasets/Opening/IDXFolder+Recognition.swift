import Foundation

extension IDXFolder {
  /// Whether a folder looks like it holds a data set of this kind, complete or not.
  static func isRecognized(folder: URL) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let beginnings = ["train-images", "train-labels", "t10k-images", "t10k-labels"]
    return names.contains { name in beginnings.contains { name.hasPrefix($0) } && name.contains("-ubyte") }
  }
}
