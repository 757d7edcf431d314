import Datasets
import Inference
import Kernels
import Networks
import TestSupport
import Testing
import WeightFormats

struct ModelTests {
  private func parameters(_ model: Model) throws -> [[Float]] {
    try NetworkPlan(model.specification).parameters.indices.map { try model.parameter($0) }
  }

  private func parameters(_ network: Network<Float>) -> [[Float]] {
    network.plan.parameters.indices.map { network.exportParameter($0) }
  }

  // MARK: Recognition

  @Test(arguments: NetworkSpecification.presets.map(\.name))
  func `weights that name their preset are those of that preset`(_ name: String) throws {
    let network = try MemoryArchive.network(.preset(named: name), divisor: 8)
    var archive = MemoryArchive(network)
    archive.metadata = ["alexnet.network": name]
    let model = try Model(archive, mean: network.plan.inputShape[2] == 3 ? "imagenet" : "100")
    #expect(model.specification.name == name)
    #expect(model.specification.layers == network.plan.specification.layers)
    #expect(try parameters(model) == parameters(network))
    let loaded = try model.network(capacity: 1)
    #expect(loaded.digest == network.digest)
  }

  @Test(arguments: ["", "module.", "model."])
  func `torchvision's weights are recognized by their names, in any width and within a module`(_ prefix: String) throws
  {
    let network = try MemoryArchive.network(.torchvision())
    let model = try Model(MemoryArchive(network) { prefix + MemoryArchive.torchvisionName($0) })
    #expect(model.specification.name == "torchvision")
    #expect(try parameters(model) == parameters(network))
    #expect(model.notes[0].contains("torchvision in the file's widths (by the names of its tensors), 1000 classes"))
    #expect(model.classes.count == 1000 && model.classes[1].name == "goldfish")
  }

  @Test func `of networks with the same shapes the format decides, or the user is told`() throws {
    var archive = try MemoryArchive(shapesOf: .caffe())
    #expect(try Model(archive, mean: "imagenet").specification.name == "paper")
    let note = try Model(archive, mean: "imagenet").notes[0]
    #expect(note.contains("whose shapes krizhevsky-code, caffe, caffenet have too"))
    archive.formatName = "Caffe model"
    #expect(try Model(archive, mean: "imagenet").specification.name == "caffe")
    archive.metadata = ["name": "CaffeNet"]
    #expect(try Model(archive, mean: "imagenet").specification.name == "caffenet")
    let zoo = try MemoryArchive(shapesOf: .caffe()) {
      $0.replacing(".weight", with: "_w_0").replacing(".bias", with: "_b_0")
    }
    #expect(try Model(zoo, mean: "imagenet").specification.name == "caffe")
    #expect(try Model(zoo, network: "caffenet", mean: "imagenet").specification.name == "caffenet")
  }

  @Test func `another number of classes is a network of so many classes`() throws {
    let archive = try MemoryArchive(shapesOf: .torchvision(classes: 17)) { MemoryArchive.torchvisionName($0) }
    let model = try Model(archive)
    #expect(model.specification == .torchvision(classes: 17))
    #expect(model.classes.map(\.name) == (0..<17).map { "class \($0)" })
  }

  @Test func `tensors without names that say anything are taken in the file's order`() throws {
    let network = try MemoryArchive.network(.torchvision())
    var number = -1
    let archive = MemoryArchive(network) { _ in
      number += 1
      return "t\(number)"
    }
    let model = try Model(archive, network: "torchvision")
    #expect(try parameters(model) == parameters(network))
  }

  @Test func `what a file has besides is named, an optimizer's state is passed over`() throws {
    var archive = try MemoryArchive(shapesOf: .torchvision()) { MemoryArchive.torchvisionName($0) }
    archive.add("velocity.conv1.weight", [1], [0])
    archive.add("ema.decay", [1], [0])
    #expect(try Model(archive).notes.contains("left out: ema.decay"))
  }

  // MARK: Order of elements

  @Test func `matrices of inputs by outputs are transposed`() throws {
    let network = try MemoryArchive.network(.torchvision())
    var archive = MemoryArchive(network) { MemoryArchive.torchvisionName($0) }
    for index in [0, 10] {
      let shape = network.plan.fieldShape(index).dimensions
      let values = network.exportParameter(index)
      let inputs = values.count / shape[0]
      let name = MemoryArchive.torchvisionName(network.plan.fieldName(index))
      archive.add(
        name, [inputs, shape[0]], (0..<values.count).map { values[$0 % shape[0] * inputs + $0 / shape[0]] })
    }
    let model = try Model(archive)
    #expect(try parameters(model) == parameters(network))
    #expect(model.notes.contains { $0.contains("conv1.weight, fc6.weight are inputs × outputs there") })
  }

  @Test func `dimensions of 1 before a shape, as old Caffe files have them, count for nothing`() throws {
    let network = try MemoryArchive.network(.torchvision())
    var archive = MemoryArchive()
    for index in network.plan.parameters.indices {
      let shape = network.plan.fieldShape(index).dimensions
      archive.add(
        network.plan.fieldName(index), Array(repeating: 1, count: 4 - shape.count) + shape,
        network.exportParameter(index))
    }
    #expect(try parameters(Model(archive, network: "torchvision")) == parameters(network))
  }

  @Test func `the authors' two towers are merged, and fc7's tower b is put in order`() throws {
    let network = try MemoryArchive.network(.krizhevskyCode())
    var archive = MemoryArchive()
    for index in network.plan.parameters.indices {
      let name = network.plan.fieldName(index).split(separator: ".").map(String.init)
      let shape = network.plan.fieldShape(index).dimensions
      let values = network.exportParameter(index)
      guard name[0] != "fc8" else {
        archive.add("fc8." + name[1], shape, values)
        continue
      }
      let half = values.count / 2
      let (first, second) = (Array(values[..<half]), Array(values[half...]))
      let piece = [shape[0] / 2] + shape.dropFirst()
      archive.add("\(name[0])a.\(name[1])", piece, first)
      guard name == ["fc7", "weight"] else {
        archive.add("\(name[0])b.\(name[1])", piece, second)
        continue
      }
      let inputs = shape[1]
      let swapped = (0..<half).map { second[$0 / inputs * inputs + ($0 % inputs + inputs / 2) % inputs] }
      archive.add("fc7b.weight", piece, swapped)
    }
    let model = try Model(archive, mean: "imagenet")
    #expect(model.specification.name == "krizhevsky-code")
    #expect(try parameters(model) == parameters(network))
    #expect(model.notes.contains { $0.contains("14 tensors are merged") && $0.contains("fc7's tower b") })
  }

  @Test func `Caffe's weights in a network that takes red first have their planes exchanged`() throws {
    let network = try MemoryArchive.network(.caffe())
    var archive = MemoryArchive(network)
    archive.metadata = ["alexnet.network": "caffe"]
    let same = try Model(archive, network: "caffenet", mean: "imagenet")
    #expect(try parameters(same) == parameters(network))
    let model = try Model(archive, network: "paper", mean: "imagenet")
    let (given, taken) = (network.exportParameter(0), try model.parameter(0))
    let area = 121
    #expect(
      taken.indices.allSatisfy { index in
        let plane = index / area
        return taken[index] == given[(plane / 3 * 3 + 2 - plane % 3) * area + index % area]
      })
    #expect(try parameters(model).dropFirst().elementsEqual(parameters(network).dropFirst()))
    #expect(model.notes.contains { $0.contains("BGR of caffe to RGB of paper") })
  }

  // MARK: What does not fit

  @Test func `tensors that do not fit are listed one by one`() throws {
    var archive = try MemoryArchive(shapesOf: .torchvision()) { MemoryArchive.torchvisionName($0) }
    archive.add("features.3.weight", [192, 64, 3, 3], [])
    archive.remove("classifier.4.weight")
    let error = try #require(throws: ModelError.self) { try Model(archive) }
    let text = error.description
    #expect(text.contains("the nearest is torchvision, in which 2 of the tensors differ"))
    #expect(text.contains("conv2.weight: needs 192×64×5×5, the file has features.3.weight of 192×64×3×3"))
    #expect(text.contains("fc7.weight: needs 4096×4096, the file has no such tensor"))
  }

  @Test func `a network that was asked for and is not there is refused`() throws {
    let archive = try MemoryArchive(shapesOf: .torchvision()) { MemoryArchive.torchvisionName($0) }
    let error = try #require(throws: ModelError.self) { try Model(archive, network: "paper", mean: "imagenet") }
    #expect(error.description.contains("these are not the weights of paper"))
    #expect(error.description.contains("conv1.weight: needs 96×3×11×11, the file has features.0.weight of 64×3×11×11"))
    #expect(throws: ModelError.self) { try Model(archive, network: "resnet") }
  }

  @Test(arguments: [[Int.max], [1 << 40], [-1], [0], []])
  func `a shape that no layer has is refused, not computed with`(_ shape: [Int]) throws {
    var archive = try MemoryArchive(shapesOf: .torchvision()) { MemoryArchive.torchvisionName($0) }
    archive.add("classifier.6.bias", shape, [])
    archive.add("features.0.bias", shape, [])
    #expect(throws: ModelError.self) { try Model(archive) }
  }

  @Test(arguments: [
    ("alexnet.network", "resnet"), ("alexnet.classes", "{"), ("alexnet.input", "[]"), ("alexnet.mean", "[1,2]"),
    (
      "alexnet.input",
      #"{"height":0,"width":9,"frame":9,"framing":"square","channels":"rgb","range":1,"centring":"none"}"#
    ),
    (
      "alexnet.input",
      #"{"height":9,"width":9,"frame":9,"framing":"square","channels":"rgb","range":1,"centring":"standardized"}"#
    ),
  ])
  func `metadata that make no sense are refused by their key`(_ key: String, _ value: String) throws {
    var archive = try MemoryArchive(shapesOf: .torchvision()) { MemoryArchive.torchvisionName($0) }
    archive.metadata = [key: value]
    let error = try #require(throws: ModelError.self) { try Model(archive) }
    #expect(error.description.contains(key))
  }

  @Test func `a tensor with fewer numbers than its shape is refused`() throws {
    var archive = MemoryArchive(try MemoryArchive.network(.torchvision())) { MemoryArchive.torchvisionName($0) }
    let shape = try #require(archive.entry(named: "features.0.weight")?.shape)
    archive.add("features.0.weight", shape, [1, 2, 3])
    let model = try Model(archive)
    #expect(throws: ModelError.self) { try model.network(capacity: 1) }
  }
}
