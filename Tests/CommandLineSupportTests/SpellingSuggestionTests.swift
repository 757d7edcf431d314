import CommandLineSupport
import Testing

struct SpellingSuggestionTests {
  private let names = ["--epochs", "--batch", "--learning-rate", "--learning-rate-decay", "--seed", "--json"]

  @Test(arguments: [
    ("--epochs", "--epochs"), ("--epcohs", "--epochs"), ("epoch", "--epochs"), ("--EPOCHS", "--epochs"),
    ("--bach", "--batch"), ("--learningrate", "--learning-rate"), ("-sed", "--seed"), ("--ep", "--epochs"),
  ])
  func `a near word is found`(word: String, expected: String) {
    #expect(SpellingSuggestion.nearest(to: word, among: names) == expected)
  }

  @Test(arguments: ["--frobnicate", "--", "", "--x", "--learn", String(repeating: "e", count: 100_000)])
  func `nothing is suggested for a far or ambiguous word`(word: String) {
    #expect(SpellingSuggestion.nearest(to: word, among: names) == nil)
  }
}
