/// A table in plain text: columns aligned, numbers on the right with thousands separators.
package struct TextTable: Sendable {
  /// Which side of a column its cells stand at.
  package enum Alignment: Sendable {
    case left
    case right
  }

  /// What stands in one place of the table.
  package enum Cell: Equatable, Sendable {
    case text(String)
    case integer(Int)
    case decimal(Double, places: Int)
    case empty

    var text: String {
      switch self {
      case .text(let text): singleLine(text)
      case .integer(let value): NumberText.grouped(value)
      case .decimal(let value, let places): NumberText.decimal(value, places: places)
      case .empty: ""
      }
    }
  }

  private enum Line {
    case cells([String])
    case rule
  }

  private let titles: [String]
  private let alignments: [Alignment]
  private var lines: [Line] = []

  /// Creates a table with a title and an alignment for each column.
  package init(columns: KeyValuePairs<String, Alignment>) {
    titles = columns.map { singleLine($0.key) }
    alignments = columns.map(\.value)
  }

  /// Adds a row with a cell for each column.
  package mutating func addRow(_ cells: [Cell]) {
    precondition(cells.count == titles.count, "a row has a cell for each column")
    lines.append(.cells(cells.map(\.text)))
  }

  /// Adds a horizontal rule, usually above a row of totals.
  package mutating func addRule() { lines.append(.rule) }
}

extension TextTable.Cell: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
  package init(stringLiteral value: String) { self = .text(value) }

  package init(integerLiteral value: Int) { self = .integer(value) }
}

extension TextTable: CustomStringConvertible {
  /// The lines of the table without trailing spaces, each ending with a newline.
  package var description: String {
    var widths = titles.map(\.count)
    for case .cells(let cells) in lines {
      for (column, cell) in cells.enumerated() { widths[column] = max(widths[column], cell.count) }
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    var result = rendered(titles, widths: widths) + "\n" + rule + "\n"
    for line in lines {
      switch line {
      case .cells(let cells): result += rendered(cells, widths: widths) + "\n"
      case .rule: result += rule + "\n"
      }
    }
    return result
  }

  private func rendered(_ cells: [String], widths: [Int]) -> String {
    var line = ""
    for (column, cell) in cells.enumerated() {
      line += column == 0 ? "" : "  "
      line += padded(cell, to: widths[column], onTheLeft: alignments[column] == .right)
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
