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

  /// All blocks of `groups` × `channels`, at most `width` channels each.
  static func cut(groups: Int, channels: Int, width: Int, lanes: Int) -> [ChannelBlock] {
    var blocks: [ChannelBlock] = []
    var offset = 0
    for group in 0..<groups {
      for first in stride(from: 0, to: channels, by: width) {
        let count = min(width, channels - first)
        let vectors = (count + lanes - 1) / lanes
        blocks.append(
          ChannelBlock(
            group: group, first: first, channels: count, vectors: vectors, width: vectors * lanes, offset: offset))
        offset += vectors * lanes
      }
    }
    return blocks
  }
}
