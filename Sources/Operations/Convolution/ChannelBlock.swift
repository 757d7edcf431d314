/// A block of output channels within one group: the columns of a register tile.
struct ChannelBlock {
  /// The group.
  let group: Int
  /// First channel within the group.
  let first: Int
  /// Channels, at most the tile's width.
  let channels: Int
  /// Vectors that hold them.
  let vectors: Int
  /// Scalars of those vectors.
  let width: Int
  /// Widths of all blocks before this one: where its packed filters start, in terms.
  let offset: Int

  /// The first channel counted through all groups of `groupChannels`.
  func firstChannel(_ groupChannels: Int) -> Int { group * groupChannels + first }

  /// All blocks of `groups` × `channels`, as few as fit in `width` channels each, and of nearly the same width: 96
  /// channels in tiles of 64 are 48 and 48, because tiles that use few registers are slower.
  static func cut(groups: Int, channels: Int, width: Int, lanes: Int) -> [ChannelBlock] {
    let allVectors = (channels + lanes - 1) / lanes
    let count = (allVectors * lanes + width - 1) / width
    var blocks: [ChannelBlock] = []
    var offset = 0
    for group in 0..<groups {
      for index in 0..<count {
        let firstVector = allVectors * index / count
        let vectors = allVectors * (index + 1) / count - firstVector
        let first = firstVector * lanes
        blocks.append(
          ChannelBlock(
            group: group, first: first, channels: min(vectors * lanes, channels - first), vectors: vectors,
            width: vectors * lanes, offset: offset))
        offset += vectors * lanes
      }
    }
    return blocks
  }
}
