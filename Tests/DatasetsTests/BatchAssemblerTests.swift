import Datasets
import Tensors
import Testing

struct BatchAssemblerTests {
  /// Two images of 2×3 pixels with two channels: element i is i.
  private let images = LabeledImages(
    height: 2, width: 3, channels: 2, pixels: (0..<24).map { UInt8($0) }, labels: [0, 1], classNames: ["a", "b"])

  /// Forty images of 5×4 pixels.
  private static let many = LabeledImages(
    height: 5, width: 4, channels: 1,
    pixels: (0..<800).map { UInt8(RandomStream(seed: 1, purpose: .verification).integer($0, below: 256)) },
    labels: [UInt16](repeating: 0, count: 40), classNames: ["a"])

  private func plain(_ images: LabeledImages) -> BatchAssembler {
    BatchAssembler(
      images: images, mean: [Float](repeating: 0, count: images.valuesPerImage), scale: 1,
      deviation: [Float](repeating: 1, count: images.channels))
  }

  private func filled(
    _ assembler: BatchAssembler, _ indices: [Int], _ augmentation: (BatchAssembler.Augmentation, RandomStream)? = nil
  ) -> [Float] {
    let images = assembler.images
    var batch = Tensor<Float>(shape: [indices.count, images.height, images.width, images.channels])
    batch.withMutableView { assembler.fill(indices, augmentation: augmentation, into: $0) }
    return batch.elements
  }

  @Test func `images come in the order asked for, as often as asked for`() {
    let (first, second) = ((0..<12).map(Float.init), (12..<24).map(Float.init))
    #expect(filled(plain(images), [0, 1]) == first + second)
    #expect(filled(plain(images), [1, 0, 1]) == second + first + second)
    #expect(filled(plain(images), []) == [])
  }

  @Test func `values are scaled, centred and divided by their channel's deviation`() {
    let assembler = BatchAssembler(
      images: images, mean: (0..<12).map { Float($0) / 4 }, scale: 0.5, deviation: [2, 0.25])
    // (pixel / 2 − place / 4) / deviation.
    let expected = (0..<12).map { place -> Float in
      let centred = Float(12 + place) / 2 - Float(place) / 4
      return centred / (place % 2 == 0 ? 2 : 0.25)
    }
    #expect(filled(assembler, [1]) == expected)
  }

  @Test func `Double gets the values of Float`() {
    let assembler = BatchAssembler(
      images: images, mean: [Float](repeating: 0.1, count: 12), scale: 1 / 255, deviation: [0.3, 0.7])
    var batch = Tensor<Double>(shape: [1, 2, 3, 2])
    batch.withMutableView { assembler.fill([1], augmentation: nil, into: $0) }
    #expect(batch.elements == filled(assembler, [1]).map(Double.init))
  }

  /// Image `index` moved down by `rows`, right by `columns`, then mirrored, by the definition.
  private func changed(_ index: Int, rows: Int, columns: Int, isMirrored: Bool) -> [Float] {
    let images = Self.many
    let pixels = Array(images.image(at: index))
    var moved = [Float](repeating: 0, count: 20)
    for h in 0..<5 {
      for w in 0..<4 where (0..<5).contains(h - rows) && (0..<4).contains(w - columns) {
        moved[h * 4 + (isMirrored ? 3 - w : w)] = Float(pixels[(h - rows) * 4 + w - columns])
      }
    }
    return moved
  }

  @Test(arguments: [(0, true), (1, false), (2, true), (9, true)])
  func `an image is one of its shifts and mirror images, and all of them occur`(_ shift: Int, _ mirrors: Bool) {
    let augmentation = BatchAssembler.Augmentation(shift: shift, mirrors: mirrors)
    var seen: Set<[Int]> = []
    for epoch in 0..<10 {
      let stream = RandomStream(seed: 3, purpose: .augmentation, index: epoch)
      let batch = filled(plain(Self.many), Array(0..<40), (augmentation, stream))
      for index in 0..<40 {
        let found = Array(batch[index * 20..<(index + 1) * 20])
        // Shifts as far as the image leave nothing of it, so several may match.
        let matches = (-shift...shift).flatMap { rows in
          (-shift...shift).flatMap { columns in
            (mirrors ? [false, true] : [false]).filter {
              changed(index, rows: rows, columns: columns, isMirrored: $0) == found
            }.map { [rows, columns, $0 ? 1 : 0] }
          }
        }
        #expect(!matches.isEmpty, "image \(index) of epoch \(epoch)")
        if matches.count == 1 { seen.formUnion(matches) }
      }
    }
    if shift <= 2 { #expect(seen.count == (2 * shift + 1) * (2 * shift + 1) * (mirrors ? 2 : 1)) }
  }

  @Test func `what a shift leaves is black before it is centred`() {
    let assembler = BatchAssembler(
      images: Self.many, mean: (0..<20).map(Float.init), scale: 1, deviation: [2])
    let augmentation = BatchAssembler.Augmentation(shift: 2, mirrors: true)
    let stream = RandomStream(seed: 3, purpose: .augmentation)
    let batch = filled(assembler, Array(0..<40), (augmentation, stream))
    let uncentred = filled(plain(Self.many), Array(0..<40), (augmentation, stream))
    #expect(uncentred.contains(0))
    // The mean stays where it is while the image moves.
    #expect(batch == uncentred.indices.map { (uncentred[$0] - Float($0 % 20)) / 2 })
  }

  @Test func `an image's changes depend neither on its place in a batch nor on threads`() {
    let augmentation = BatchAssembler.Augmentation(shift: 2, mirrors: true)
    let stream = RandomStream(seed: 3, purpose: .augmentation, index: 4)
    let assembler = plain(Self.many)
    let whole = Parallel.withThreads(1) { filled(assembler, Array(0..<40), (augmentation, stream)) }
    for threads in [1, 2, 5] {
      let reversed = Parallel.withThreads(threads) {
        filled(assembler, (0..<40).reversed(), (augmentation, stream))
      }
      for index in 0..<40 {
        #expect(reversed[(39 - index) * 20..<(40 - index) * 20] == whole[index * 20..<(index + 1) * 20])
      }
    }
    #expect(filled(assembler, [17], (augmentation, stream)) == Array(whole[17 * 20..<18 * 20]))
    let other = RandomStream(seed: 3, purpose: .augmentation, index: 5)
    #expect(filled(assembler, Array(0..<40), (augmentation, other)) != whole)
  }

  @Test func `half of the images are mirrored`() {
    let augmentation = BatchAssembler.Augmentation(shift: 0, mirrors: true)
    var mirrored = 0
    for epoch in 0..<20 {
      let stream = RandomStream(seed: 3, purpose: .augmentation, index: epoch)
      let batch = filled(plain(Self.many), Array(0..<40), (augmentation, stream))
      for index in 0..<40 {
        let isMirrored =
          Array(batch[index * 20..<(index + 1) * 20])
          == changed(index, rows: 0, columns: 0, isMirrored: true)
        if isMirrored { mirrored += 1 }
      }
    }
    // Five standard deviations of 800 tosses: 5·√200.
    #expect(abs(mirrored - 400) < 71)
  }

  @Test func `the mean image is the mean of each value`() {
    #expect(images.meanImage == (0..<12).map { Double($0) + 6 })
  }
}
