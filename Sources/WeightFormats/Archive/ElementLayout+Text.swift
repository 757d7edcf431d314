extension ElementLayout.Fault: CustomStringConvertible {
  /// What is wrong, to be told of "a tensor".
  var description: String {
    switch self {
    case .rank(let rank): "has \(rank) dimensions or more, at most \(ElementLayout.maximumRank) are read"
    case .strideCount(let count): "has \(count) strides, not one for each dimension"
    case .dimension(let dimension): "has the negative dimension \(dimension)"
    case .stride(let stride): "has the negative stride \(stride)"
    case .offset(let offset): "begins at the negative place \(offset)"
    case .overflow: "has more elements than can be counted"
    case .outside(let last?, let count): "ends at element \(last) of a storage of \(count)"
    case .outside(nil, let count): "ends far behind its storage of \(count) elements"
    case .repeated(let count, let limit): "repeats its storage's elements \(count) times in all, more than \(limit)"
    }
  }
}
