import CommandLineSupport
import Testing

struct NumberTextTests {
  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (-1234, "-1,234"), (61_100_840, "61,100,840"),
    (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func `integers have a comma every three digits`(value: Int, text: String) {
    #expect(NumberText.grouped(value) == text)
  }

  @Test(arguments: [
    (1234.567, 1, "1,234.6"), (0.5, 3, "0.500"), (-0.001, 2, "0.00"), (-1.5, 1, "-1.5"), (999.96, 1, "1,000.0"),
    (2.0, 0, "2"), (.nan, 2, "nan"), (-.infinity, 2, "-inf"), (1e25, 0, "10000000000000000905969664"),
  ])
  func `decimals are rounded and grouped`(value: Double, places: Int, text: String) {
    #expect(NumberText.decimal(value, places: places) == text)
  }

  @Test(arguments: [(0.0421, "0.042"), (4.2, "4.20"), (42, "42.0"), (4200.4, "4,200")])
  func `rates have about three digits`(value: Double, text: String) {
    #expect(NumberText.rate(value) == text)
  }

  @Test(arguments: [
    (0, "0:00"), (9.6, "0:10"), (61, "1:01"), (3599.4, "59:59"), (3599.6, "1:00:00"), (36_061, "10:01:01"),
    (.infinity, "-:--"), (.nan, "-:--"), (-1, "-:--"), (1e300, "-:--"),
  ])
  func `durations are minutes and seconds, with hours if need be`(seconds: Double, text: String) {
    #expect(NumberText.duration(seconds: seconds) == text)
  }
}
