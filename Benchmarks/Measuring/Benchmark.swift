/// Rows of the table that do the same work, often only one.
struct Benchmark {
  /// Parts joined by slashes, the group first, such as "convolution/conv3/forward/batch32".
  let name: String
  /// What one call does.
  let work: Work
  /// What the first contender should reach, if there is a target.
  let target: Target?
  /// Allocates what the work needs and returns the ways to do it; memory lives as long as they do.
  let prepare: () throws -> [Contender]

  /// Rows for several ways to do the same work; each is compared to the first.
  init(_ name: String, _ work: Work, target: Target? = nil, contenders prepare: @escaping () throws -> [Contender]) {
    self.name = name
    self.work = work
    self.target = target
    self.prepare = prepare
  }

  /// One row: `prepare` returns what does the work once.
  init(_ name: String, _ work: Work, target: Target? = nil, prepare: @escaping () throws -> () throws -> Void) {
    self.init(name, work, target: target, contenders: { [Contender(run: try prepare())] })
  }

  /// Everything before the first slash.
  var group: Substring { name.prefix { $0 != "/" } }
}
