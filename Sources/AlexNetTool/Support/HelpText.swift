/// The text behind `--help`, made from the specifications.
package enum HelpText {
  /// The help of one subcommand in lines of at most `columns` characters, ending with a newline.
  package static func text(for command: CommandSpecification, columns: Int = 80) -> String {
    let columns = clamped(columns)
    var usage = "Usage: \(command.invocation) [OPTIONS]"
    for operand in command.operands { usage += " " + operand.synopsis }
    var sections = [[usage], wrapped(command.summary, columns: columns)]
    sections += paragraphs(of: command.discussion).map { wrapped($0, columns: columns) }

    // One width for all three lists, so that the explanations stand in one column.
    let terms = command.operands.map(\.name) + command.allOptions.map(\.synopsis)
    let width = termWidth(terms, columns: columns)
    if !command.operands.isEmpty {
      let entries = command.operands.map { ($0.name, $0.help) }
      sections.append(["Arguments:"] + list(entries, termWidth: width, columns: columns))
    }
    if !command.options.isEmpty {
      sections.append(["Options:"] + list(entries(command.options), termWidth: width, columns: columns))
    }
    sections.append(
      ["Common options:"] + list(entries(CommonOptions.all), termWidth: width, columns: columns))
    if !command.examples.isEmpty { sections.append(["Examples:"] + exampleLines(command.examples, columns: columns)) }
    return joined(sections)
  }

  /// The help of the program: its subcommands and exit statuses.
  package static func text(for program: ProgramSpecification, columns: Int = 80) -> String {
    let columns = clamped(columns)
    let commands = program.commands.map { ($0.name, $0.summary) }
    let statuses = ExitStatus.allCases.map { ("\($0.rawValue)", $0.meaning) }
    let width = termWidth((commands + statuses).map(\.0), columns: columns)
    return joined([
      ["Usage: \(program.name) COMMAND [OPTIONS] [ARGUMENTS]"],
      wrapped(program.summary, columns: columns),
      ["Commands:"] + list(commands, termWidth: width, columns: columns),
      ["Exit status:"] + list(statuses, termWidth: width, columns: columns),
      wrapped("`\(program.name) COMMAND --help` explains a command.", columns: columns),
    ])
  }

  /// Narrower than 40 nothing is readable, and beyond 120 the eye loses the line.
  private static func clamped(_ columns: Int) -> Int { min(max(columns, 40), 120) }

  private static func joined(_ sections: [[String]]) -> String {
    sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private static func paragraphs(of text: String) -> [String] {
    var paragraphs = [""]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.allSatisfy(\.isWhitespace) {
        paragraphs.append("")
      } else {
        paragraphs[paragraphs.count - 1] += line + "\n"
      }
    }
    return paragraphs.filter { !$0.isEmpty }
  }

  private static func entries(_ options: [OptionSpecification]) -> [(String, String)] {
    options.map { option in
      (option.synopsis, option.help + (option.defaultText.map { " (default: \($0))" } ?? ""))
    }
  }

  private static func exampleLines(_ examples: [CommandSpecification.Example], columns: Int) -> [String] {
    examples.flatMap { example in
      ["  " + example.command] + wrapped(example.explanation, columns: columns - 6).map { "      " + $0 }
    }
  }

  /// The longest term that leaves two thirds of the line to the explanations.
  private static func termWidth(_ terms: [String], columns: Int) -> Int {
    terms.map(\.count).filter { $0 <= columns / 3 }.max() ?? 0
  }

  private static func list(_ entries: [(term: String, text: String)], termWidth: Int, columns: Int) -> [String] {
    let indentation = 2 + termWidth + 2
    let margin = String(repeating: " ", count: indentation)
    return entries.flatMap { term, text in
      var lines = wrapped(text, columns: columns - indentation).map { margin + $0 }
      if term.count > termWidth || lines.isEmpty {
        lines.insert("  " + term, at: 0)
      } else {
        lines[0] = "  " + padded(term, to: termWidth) + "  " + lines[0].dropFirst(indentation)
      }
      return lines
    }
  }
}
