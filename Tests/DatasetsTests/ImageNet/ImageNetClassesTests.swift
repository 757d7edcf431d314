import Datasets
import Testing
import WeightFormats

@Suite struct ImageNetClassesTests {
  @Test func `there are a thousand classes in the order of their ids, with different names`() {
    let classes = ImageNetClasses.all
    #expect(classes.count == 1000)
    #expect(classes.map(\.identifier) == Set(classes.map(\.identifier)).sorted())
    #expect(Set(classes.map(\.name)).count == 1000)
    #expect(classes.allSatisfy { $0.identifier.count == 9 && $0.name != $0.identifier })
  }

  @Test func `ids are those of everyone's list`() {
    // The list of 1,000 ids, a line each, as torchvision, timm and TensorFlow have it.
    let lines = ImageNetClasses.all.map { $0.identifier + "\n" }.joined()
    #expect(
      SHA256.hexDigest(of: Array(lines.utf8)) == "70002b0ff5de60a3a17a82dbfcff291931f96225ddf941ad2e182fc39e183d15")
  }

  @Test(arguments: [
    (0, "n01440764", "tench"), (2, "n01484850", "great white shark"), (134, "n02012849", "crane bird"),
    (517, "n03126707", "crane"), (638, "n03710637", "maillot"), (639, "n03710721", "maillot tank suit"),
    (281, "n02123045", "tabby"), (999, "n15075141", "toilet tissue"),
  ])
  func `classes have the numbers and names that all models use`(label: Int, identifier: String, name: String) {
    #expect(ImageNetClasses.all[label] == ImageClass(identifier: identifier, name: name))
    #expect(ImageNetClasses.label(of: identifier) == label)
    #expect(ImageNetClasses.name(of: identifier) == name)
  }

  @Test func `other ids have no name`() {
    #expect(ImageNetClasses.name(of: "n00000000") == nil)
  }
}
