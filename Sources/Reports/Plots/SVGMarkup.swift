import Foundation

/// Writes the few elements of SVG that plots are made of.
struct SVGMarkup: Sendable {
  /// Which end of a text stands at its coordinates.
  enum Anchor: String, Sendable {
    case start
    case middle
    case end
  }

  private var body: String

  /// Begins a document of the given size with a white background.
  init(width: Double, height: Double, title: String) {
    let size = "width=\"\(Self.number(width))\" height=\"\(Self.number(height))\""
    body = """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" \(size) viewBox="0 0 \(Self.number(width)) \(Self.number(height))" \
      role="img" font-family="Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif" fill="#333333">
      <title>\(Self.escaped(title))</title>
      <rect \(size) fill="#ffffff"/>

      """
  }

  /// The finished document.
  var document: String { body + "</svg>\n" }

  mutating func text(
    _ text: String, x: Double, y: Double, size: Double, anchor: Anchor, isBold: Bool = false, isVertical: Bool = false
  ) {
    guard !text.isEmpty else { return }
    let place = "x=\"\(Self.number(x))\" y=\"\(Self.number(y))\""
    let turn = isVertical ? " transform=\"rotate(-90 \(Self.number(x)) \(Self.number(y)))\"" : ""
    let weight = isBold ? " font-weight=\"bold\"" : ""
    body += "<text \(place) font-size=\"\(Self.number(size))\" text-anchor=\"\(anchor.rawValue)\"\(weight)\(turn)>"
    body += Self.escaped(text) + "</text>\n"
  }

  mutating func line(
    from start: (x: Double, y: Double), to end: (x: Double, y: Double), color: String, width: Double = 1,
    dashes: String = ""
  ) {
    polyline([start, end], color: color, width: width, dashes: dashes)
  }

  mutating func polyline(_ points: [(x: Double, y: Double)], color: String, width: Double, dashes: String = "") {
    let list = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
    let dashing = dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\""
    body += "<polyline points=\"\(list)\" fill=\"none\" stroke=\"\(Self.escaped(color))\""
    body += " stroke-width=\"\(Self.number(width))\" stroke-linejoin=\"round\"\(dashing)/>\n"
  }

  mutating func dot(x: Double, y: Double, radius: Double, color: String) {
    body += "<circle cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(radius))\""
    body += " fill=\"\(Self.escaped(color))\"/>\n"
  }

  /// Draws within a rectangle only, in the coordinates of the document.
  mutating func clipped(
    left: Double, top: Double, width: Double, height: Double, _ draw: (inout SVGMarkup) -> Void
  ) {
    // A nested document clips without an identifier, which could clash when two plots share an HTML page.
    let place = [left, top, width, height].map(Self.number)
    body += "<svg x=\"\(place[0])\" y=\"\(place[1])\" width=\"\(place[2])\" height=\"\(place[3])\""
    body += " viewBox=\"\(place.joined(separator: " "))\" overflow=\"hidden\">\n"
    draw(&self)
    body += "</svg>\n"
  }

  /// A coordinate to a hundredth of a pixel; far outside the picture it is cut, as renderers compute in single
  /// precision.
  static func number(_ value: Double) -> String {
    let bounded = min(max(value, -100_000), 100_000)
    let hundredths = (bounded * 100).rounded() / 100
    let text = hundredths == 0 ? "0" : hundredths.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Text as XML allows it: markup characters as entities, characters that XML forbids as U+FFFD.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += " "
      case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
