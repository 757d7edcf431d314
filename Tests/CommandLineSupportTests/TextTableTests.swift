import CommandLineSupport
import Testing

struct TextTableTests {
  @Test func `columns are aligned and numbers grouped`() {
    var table = TextTable(columns: ["layer": .left, "parameters": .right, "GFLOP": .right, "note": .left])
    table.addRow(["conv1", 34_944, .decimal(0.2113, places: 3), "11×11"])
    table.addRow(["fc6", 37_752_832, .decimal(1075.5, places: 3), .empty])
    table.addRule()
    table.addRow(["total", .integer(37_787_776), .empty, .text("two\nlines")])
    #expect(
      table.description == """
        layer  parameters      GFLOP  note
        -----  ----------  ---------  ---------
        conv1      34,944      0.211  11×11
        fc6    37,752,832  1,075.500
        -----  ----------  ---------  ---------
        total  37,787,776             two lines

        """)
  }

  @Test func `a table without rows has its titles`() {
    #expect(TextTable(columns: ["a": .left, "b": .right]).description == "a  b\n-  -\n")
  }
}
