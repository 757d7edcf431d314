/// Breaks `text` into lines of at most `columns` characters at spaces; a word that is longer gets a line of its own.
func wrapped(_ text: String, columns: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(whereSeparator: \.isWhitespace) {
    if !line.isEmpty, line.count + 1 + word.count > columns {
      lines.append(line)
      line = ""
    }
    line += line.isEmpty ? "" : " "
    line += word
  }
  if !line.isEmpty { lines.append(line) }
  return lines
}

/// Pads with spaces on the right (or, for numbers, on the left) to `width` characters.
func padded(_ text: String, to width: Int, onTheLeft: Bool = false) -> String {
  let padding = String(repeating: " ", count: max(0, width - text.count))
  return onTheLeft ? padding + text : text + padding
}

/// Replaces control characters and line separators by spaces: one line, and nothing that could steer a terminal.
func singleLine(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: result.append(" ")
    default: result.append(scalar)
    }
  }
  return String(result)
}
