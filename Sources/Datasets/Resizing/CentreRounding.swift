/// Where the middle is when an odd number of pixels is left over: Caffe and torchvision differ.
public enum CentreRounding: String, Hashable, Sendable, Codable {
  /// One pixel less before than behind: ⌊(frame − crop) / 2⌋ (Caffe, cuda-convnet).
  case down
  /// Halves go to the even number: of 3 left over 2 are before, of 5 again 2 (torchvision, through Python's `round`).
  case toEven

  /// Half of a number of pixels, which may be negative.
  func half(_ pixels: Int) -> Int {
    let floor = pixels >> 1
    switch self {
    case .down: return floor
    case .toEven: return pixels & 1 == 1 && floor & 1 == 1 ? floor + 1 : floor
    }
  }
}
