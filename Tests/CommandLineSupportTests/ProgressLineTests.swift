import CommandLineSupport
import Synchronization
import Testing

/// A clock that is set by hand, and a place where the output goes.
private final class Stage: Sendable {
  private let time = Mutex(100.0)
  private let written = Mutex<[String]>([])

  var now: Double { time.withLock { $0 } }
  var output: [String] { written.withLock { $0 } }

  func advance(by seconds: Double) { time.withLock { $0 += seconds } }
  func write(_ text: String) { written.withLock { $0.append(text) } }

  func line(
    _ style: ProgressLine.Style, title: String = "epoch 3/12", total: Int = 10_000, startingAt: Int = 0
  ) -> ProgressLine {
    ProgressLine(
      title: title, total: total, unit: "images", startingAt: startingAt, style: style, clock: { self.now },
      output: { self.write($0) })
  }
}

private func bar(_ columns: Int) -> ProgressLine.Style { .bar { columns } }

struct ProgressLineTests {
  private let stage = Stage()

  @Test func `a log gets a line in each interval and one at the end`() {
    var progress = stage.line(.lines(interval: 10))
    for step in 1...25 {
      stage.advance(by: 1)
      progress.update(completed: step * 400, detail: "loss 2.5")
    }
    progress.finish(detail: "loss 1.9")
    progress.finish()
    progress.update(completed: 1)
    #expect(
      stage.output == [
        "epoch 3/12: 40 %, 4,000 of 10,000 images, 400 images/s, 0:10 elapsed, 0:15 left, loss 2.5\n",
        "epoch 3/12: 80 %, 8,000 of 10,000 images, 400 images/s, 0:20 elapsed, 0:05 left, loss 2.5\n",
        "epoch 3/12: 100 %, 10,000 of 10,000 images, 400 images/s, 0:25, loss 1.9\n",
      ])
  }

  @Test func `a terminal line is rewritten at most ten times a second`() {
    var progress = stage.line(bar(100))
    for step in 1...1000 {
      stage.advance(by: 0.001)
      progress.update(completed: step * 10)
    }
    #expect((9...11).contains(stage.output.count))
    #expect(stage.output.allSatisfy { $0.hasPrefix("\r") && $0.hasSuffix("\u{1B}[K") && !$0.contains("\n") })
  }

  @Test func `the terminal line shows everything if there is room`() {
    var progress = stage.line(bar(120))
    stage.advance(by: 10)
    progress.update(completed: 2500, detail: "loss 2.5")
    let bar = "[=======>" + String(repeating: " ", count: 20) + "]"
    let words = "250 images/s  0:10 elapsed  0:30 left  loss 2.5"
    #expect(stage.output == ["\repoch 3/12  \(bar)   25 %  \(words)\u{1B}[K"])
    progress.finish()
    #expect(stage.output.last == "\n")
  }

  @Test(arguments: [0, 1, 8, 15, 20, 33, 47, 60, 72, 80, 200])
  func `the terminal line is narrower than the terminal`(columns: Int) throws {
    var progress = stage.line(bar(columns))
    stage.advance(by: 10)
    progress.update(completed: 2500, detail: "loss 2.5, \u{1B}[2J a long detail\nin two lines")
    let drawn = try #require(stage.output.first).dropFirst().dropLast(3)
    #expect(drawn.count <= max(0, columns - 1))
    #expect(!drawn.contains("\n") && !drawn.contains("\u{1B}"))
    #expect(columns < 20 || drawn.contains("25 %"))
    #expect(columns < 40 || drawn.contains("[=") && drawn.contains("0:30 left"))
  }

  @Test func `clearing takes the line away and the next update draws it again`() {
    var progress = stage.line(bar(80))
    progress.clear()
    #expect(stage.output.isEmpty)
    progress.update(completed: 1)
    progress.clear()
    #expect(stage.output.last == "\r\u{1B}[K")
    progress.update(completed: 2)
    #expect(stage.output.count == 3)
  }

  @Test func `silence writes nothing`() {
    var progress = stage.line(.automatic(isQuiet: true))
    stage.advance(by: 100)
    progress.update(completed: 5000)
    progress.clear()
    progress.finish()
    #expect(stage.output.isEmpty)
  }

  @Test func `units that an earlier run has done do not count for the speed`() throws {
    var progress = stage.line(.lines(interval: 1), startingAt: 9000)
    stage.advance(by: 5)
    progress.update(completed: 9500)
    #expect(
      try #require(stage.output.first).contains("95 %, 9,500 of 10,000 images, 100 images/s, 0:05 elapsed, 0:05 left"))
    progress.finish()
    #expect(try #require(stage.output.last).contains("100 images/s, 0:05\n"))
  }

  @Test func `the time left follows a change of speed`() throws {
    var progress = stage.line(.lines(interval: 1))
    stage.advance(by: 60)
    progress.update(completed: 6000)
    for step in 1...60 {
      stage.advance(by: 1)
      progress.update(completed: 6000 + step * 10)
    }
    // 3400 images are left: 340 seconds at the present speed, 62 at the average one.
    let left = try #require(stage.output.last?.firstMatch(of: /(\d+):(\d+) left/))
    let seconds = try #require(Int(left.1)) * 60 + #require(Int(left.2))
    #expect((250...340).contains(seconds))
  }

  @Test func `only the whole is a hundred percent`() throws {
    var progress = stage.line(.lines(interval: 1), total: 1000)
    stage.advance(by: 1)
    progress.update(completed: 999)
    progress.finish()
    #expect(stage.output.allSatisfy { $0.contains(" 99 %") })
    var hundredths = stage.line(.lines(interval: 1), total: 100)
    for count in 1...100 {
      stage.advance(by: 1)
      hundredths.update(completed: count)
      #expect(try #require(stage.output.last).contains(": \(count) %,"))
    }
  }

  @Test(arguments: [0, -3, Int.min])
  func `a total that is not known is left out`(total: Int) throws {
    for style in [bar(80), .lines(interval: 0)] {
      var progress = stage.line(style, total: total)
      stage.advance(by: 2)
      progress.update(completed: 1000)
      let text = try #require(stage.output.last)
      #expect(text.contains("1,000 images") && text.contains("500 images/s"))
      #expect(!text.contains("%") && !text.contains("left"))
    }
  }

  @Test(arguments: [-1, 0, Int.max, Int.min])
  func `counts outside the total are survived`(completed: Int) throws {
    for style in [bar(80), .lines(interval: 0)] {
      var progress = stage.line(style, startingAt: 5)
      progress.update(completed: completed)
      stage.advance(by: 1)
      progress.update(completed: completed)
      progress.finish()
      #expect(try #require(stage.output.first).contains(completed > 0 ? "100 %" : " 0 %"))
    }
  }
}
