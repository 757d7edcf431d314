import Testing
import WeightFormats

@testable import Inference

struct CaffeFixtureTests {
  @Test(arguments: ["reduced.caffemodel", "older.caffemodel"])
  func `a grouped network in Caffe's order gives the logits that PyTorch computes`(name: String) throws {
    let model = try Model(
      try CaffeModel(path: FixtureImage.folder("caffe") + "/" + name), mean: "imagenet")
    #expect(model.specification.name == "caffe")
    let error = try FixtureImage("caffe").error(of: FixtureImage.logits(model.network(capacity: 1)))
    #expect(error <= 1, "\(error) of the bound")
  }

  @Test func `a mean image of Caffe has its planes put in the order red, green, blue`() throws {
    let mean = try InputMean(parsing: FixtureImage.folder("caffe") + "/mean.binaryproto")
    // Element i of the file, in the order blue, green, red by rows by columns, is 4·i + ½.
    let values = (0..<20).flatMap { pixel in [2, 1, 0].map { plane in 4 * Double(plane * 20 + pixel) + 0.5 } }
    #expect(mean == .image(height: 4, width: 5, values: values))
  }
}
