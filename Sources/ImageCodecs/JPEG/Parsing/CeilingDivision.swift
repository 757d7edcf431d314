/// ⌈dividend / divisor⌉ of numbers that are not negative; `divisor` > 0.
func ceiling(_ dividend: Int, over divisor: Int) -> Int {
  (dividend + divisor - 1) / divisor
}
