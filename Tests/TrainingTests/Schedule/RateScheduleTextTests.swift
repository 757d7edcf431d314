import Networks
import Testing
import Training

struct RateScheduleTextTests {
  @Test(arguments: [
    ("constant", RateSchedule.constant),
    ("step:30:0.1", .step(epochs: 30, factor: 0.1)),
    ("multistep:8,11:0.1", .multiStep(epochs: [8, 11], factor: 0.1)),
    ("multistep:120:0.5", .multiStep(epochs: [120], factor: 0.5)),
    ("plateau:3:0.1:2", .plateau(patience: 3, factor: 0.1, drops: 2)),
    ("polynomial:4.0", .polynomial(power: 4)),
    ("exponential:0.001:9", .exponential(final: 0.001, steps: 9)),
  ])
  func `a text and its schedule name each other`(_ text: String, _ schedule: RateSchedule) throws {
    #expect(try RateSchedule(parsing: text) == schedule)
    #expect(schedule.text == text)
  }

  @Test(arguments: [0.1, 1.0 / 3, 1e-300, 0, 123456789.123456789])
  func `numbers survive in full`(_ number: Double) throws {
    for schedule in [RateSchedule.step(epochs: 1, factor: number), .polynomial(power: number)] {
      #expect(try RateSchedule(parsing: schedule.text) == schedule)
    }
  }

  @Test func `a warm-up is not part of the text`() {
    #expect(RateSchedule.warmUp(steps: 5, then: .polynomial(power: 2)).text == "polynomial:2.0")
  }

  @Test(arguments: [
    "", "Constant", "constant:1", "step", "step:30", "step:0:0.1", "step:-1:0.1", "step:3.5:0.1", "step:30:x",
    "step:30:0.1:2", "step:30:nan", "step:30:inf", "step:30:-0.1", "step:99999999999999999999:0.1", "step:1073741824:1",
    "step::0.1", "step:30:", "multistep::0.1", "multistep:8,:0.1", "multistep:8,,11:0.1", "multistep:8 11:0.1",
    "plateau:3:0.1", "plateau:3:0.1:0", "plateau:3:0.1:x", "polynomial", "polynomial:x", "exponential:0.1",
    "exponential:0.1:0", "cosine", ":", "::::",
  ])
  func `what is no schedule is refused with the ones that there are`(_ text: String) throws {
    let error = #expect(throws: RateSchedule.ParseError.self) { _ = try RateSchedule(parsing: text) }
    #expect(error?.text == text)
    #expect(error?.description.hasPrefix("'\(text)' is not a schedule; write constant, step:EPOCHS:FACTOR,") == true)
  }
}
