/// How far the opening of a data set is.
public struct OpeningProgress: Hashable, Sendable {
  /// What is being done, such as "ILSVRC2012_img_train.tar: listing images".
  public let activity: String
  /// The steps that are done.
  public let completed: Int
  /// The steps there are.
  public let total: Int

  /// What is told of the progress: called one call at a time, but from any thread.
  public typealias Handler = @Sendable (OpeningProgress) -> Void

  /// A state of an activity.
  public init(activity: String, completed: Int, total: Int) {
    self.activity = activity
    self.completed = completed
    self.total = total
  }
}
