/// Finds the word that the user most likely meant.
package enum SpellingSuggestion {
  /// The candidate nearest to `word`, or nil if none is near.
  ///
  /// Leading dashes do not count. A candidate is near if at most a third of the longer word has to change (insert,
  /// delete, replace a character, swap two neighbours), or if it is the only one that begins with `word`.
  package static func nearest(to word: String, among candidates: [String]) -> String? {
    let wanted = letters(of: word)
    // Longer words are no misspelling of ours, and comparing them would take time in proportion to their length.
    guard !wanted.isEmpty, wanted.count <= 40 else { return nil }

    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let offered = letters(of: candidate)
      let distance = editDistance(wanted, offered)
      let limit = max(1, max(wanted.count, offered.count) / 3)
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    if let best { return best.candidate }

    let completions = candidates.filter { letters(of: $0).starts(with: wanted) }
    return completions.count == 1 ? completions.first : nil
  }

  private static func letters(of word: String) -> [Character] { Array(word.lowercased().drop { $0 == "-" }) }

  /// The optimal string alignment distance, row by row: `previous` and `beforePrevious` are the two rows above.
  private static func editDistance(_ first: [Character], _ second: [Character]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...second.count)
    for (row, left) in first.enumerated() {
      var current = [row + 1]
      for (column, right) in second.enumerated() {
        var distance = min(
          previous[column] + (left == right ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left == second[column - 1], first[row - 1] == right {
          distance = min(distance, beforePrevious[column - 1] + 1)
        }
        current.append(distance)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[second.count]
  }
}
