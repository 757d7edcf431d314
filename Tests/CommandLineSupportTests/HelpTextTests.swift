import CommandLineSupport
import Testing

struct HelpTextTests {
  @Test func `a command's help has all its parts`() {
    let expected = """
      Usage: alexnet train [OPTIONS] DATA [MORE...]

      Train a network.

      First paragraph.

      Second paragraph.

      Arguments:
        DATA               A folder.
        MORE               Others.

      Options:
        --epochs N         Passes over the images. (default: 12)
        --learning-rate R  Step size.
        --network NAME     The network. (default: small)
        --resume           Go on from the last checkpoint.

      Common options:
        --threads N        Threads that compute; results do not depend on it.
                           (default: all cores)
        --seed N           Seed of all random numbers; the same seed gives the same
                           bits. (default: 0)
        --json             Write results to standard output as JSON.
        --quiet            Write no progress, only results and errors.
        --help             Show this text.

      Examples:
        alexnet train --epochs 2 data
            A quick look.

      """
    #expect(HelpText.text(for: sampleCommand) == expected)
  }

  @Test func `the program's help lists commands and exit statuses`() {
    let text = HelpText.text(for: sampleProgram)
    #expect(text.contains("\n  train     Train a network.\n  describe  Show the layers.\n"))
    for status in ExitStatus.allCases { #expect(text.contains("  \(status.rawValue) ")) }
  }

  @Test(arguments: [-5, 40, 57, 80, 100, 5000])
  func `no line is wider than asked for`(columns: Int) {
    let command = CommandSpecification(
      name: "train", summary: String(repeating: "word ", count: 60),
      discussion: String(repeating: "some longer words ", count: 60),
      options: [
        OptionSpecification("--an-option-with-a-long-name", "VALUE", help: String(repeating: "help ", count: 40))
      ])
    let widest = HelpText.text(for: command, columns: columns).split(separator: "\n").map(\.count).max() ?? 0
    #expect(widest <= min(max(columns, 40), 120))
    #expect(widest > min(max(columns, 40), 120) - 20)
  }

  @Test func `an option too long for its column stands on its own line`() {
    let command = CommandSpecification(
      name: "train", summary: "",
      options: [OptionSpecification("--an-option-with-a-long-name", "VALUE", help: "Help.")])
    #expect(
      HelpText.text(for: command, columns: 60).contains(
        "\n  --an-option-with-a-long-name VALUE\n               Help.\n"))
  }
}
