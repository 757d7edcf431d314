import Testing

@testable import Datasets

@Suite struct SampleKeyTests {
  @Test(arguments: [
    ("/data/n01440764/n01440764_10026.JPEG", "n01440764_10026"),
    ("ILSVRC2012_img_train.tar: n01440764.tar: n01440764_2.JPEG", "n01440764_2"), ("image 7", "image_7"),
    ("a/b.c.d.png", "b_c_d"), ("a/.png", ""), ("", ""), ("ü.jpg", "__"), ("C:x y\n\0.jpg", "x_y__"),
    (String(repeating: "x", count: 300), String(repeating: "x", count: 60)),
  ])
  func `a key has the original name's letters and digits, and no dot`(name: String, stem: String) {
    #expect(SampleKey.key(index: 42, name: name) == "00000042-" + stem)
  }

  @Test func `places beyond eight digits are kept whole`() {
    #expect(SampleKey.key(index: 1_234_567_890, name: "a") == "1234567890-a")
  }
}
