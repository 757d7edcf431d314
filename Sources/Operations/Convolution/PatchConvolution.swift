import KernelBodies
import Kernels
import Tensors

/// Convolution through a patch matrix: a row for each output pixel with the R·S·C/g inputs of its window, zeros outside the
/// image; multiplied with the filters of the group.
struct PatchConvolution<Scalar: KernelScalar> {
  let extents: ConvolutionExtents
  let kernels: KernelTable<Scalar>

  init(_ extents: ConvolutionExtents) {
    self.extents = extents
    kernels = Scalar.kernels
  }

  func forward(
    input: TensorView<Scalar>, filter: TensorView<Scalar>, bias: TensorView<Scalar>?, rectifies: Bool,
    into output: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    if let bias {
      Parallel.forEachRange(extents.images * extents.positions, grain: 64) { pixels in
        for pixel in pixels {
          (output.base + pixel * extents.filters).update(from: bias.base, count: extents.filters)
        }
      }
    }
    try forEachPart { (images, group, patches) throws(ShapeError) in
      copyPatches(of: input, images: images, group: group, into: patches)
      try MatrixMultiply.multiply(
        MatrixView(base: patches, rows: rows(images), columns: extents.terms, rowStride: extents.terms),
        filterMatrix(filter.base, group: group), into: outputMatrix(output.base, images: images, group: group),
        beta: bias == nil ? 0 : 1)
    }
    if rectifies {
      Parallel.forEachRange(output.count, grain: 4096) { range in
        let part = output.base + range.lowerBound
        kernels.rectify(range.count, part, part)
      }
    }
  }

  func inputGradient(
    outputGradient: TensorView<Scalar>, filter: TensorView<Scalar>, into inputGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    inputGradient.clear()
    try forEachPart { (images, group, patches) throws(ShapeError) in
      try MatrixMultiply.multiply(
        gradientMatrix(outputGradient.base, images: images, group: group),
        filterMatrix(filter.base, group: group).transposed,
        into: MutableMatrixView(
          base: patches, rows: rows(images), columns: extents.terms, rowStride: extents.terms))
      addPatches(patches, images: images, group: group, to: inputGradient)
    }
  }

  func filterGradient(
    input: TensorView<Scalar>, outputGradient: TensorView<Scalar>, into filterGradient: MutableTensorView<Scalar>
  ) throws(ShapeError) {
    try forEachPart { (images, group, patches) throws(ShapeError) in
      copyPatches(of: input, images: images, group: group, into: patches)
      try MatrixMultiply.multiply(
        MatrixView(base: patches, rows: rows(images), columns: extents.terms, rowStride: extents.terms).transposed,
        gradientMatrix(outputGradient.base, images: images, group: group),
        into: MutableMatrixView(
          base: filterGradient.base + group * extents.groupFilters, rows: extents.terms,
          columns: extents.groupFilters, rowStride: extents.filters),
        beta: 1)
    }
  }

  // MARK: Parts

  /// Calls `body` for some images at a time and each group, with memory for their patch matrix.
  ///
  /// No bit depends on how many images a part has: rows are independent, and sums over them run in order.
  private func forEachPart(
    _ body: (Range<Int>, Int, UnsafeMutablePointer<Scalar>) throws(ShapeError) -> Void
  ) throws(ShapeError) {
    let patchLimit = 1 << 23
    let imagesAtOnce = max(1, min(extents.images, patchLimit / max(1, extents.positions * extents.terms)))
    try Scratch.with(imagesAtOnce * extents.positions * extents.terms) { (patches) throws(ShapeError) in
      for first in stride(from: 0, to: extents.images, by: imagesAtOnce) {
        for group in 0..<extents.groups {
          try body(first..<min(extents.images, first + imagesAtOnce), group, patches)
        }
      }
    }
  }

  private func rows(_ images: Range<Int>) -> Int { images.count * extents.positions }

  private func filterMatrix(_ filter: UnsafePointer<Scalar>, group: Int) -> MatrixView<Scalar> {
    MatrixView(
      base: filter + group * extents.groupFilters, rows: extents.terms, columns: extents.groupFilters,
      rowStride: extents.filters)
  }

  private func outputMatrix(
    _ output: UnsafeMutablePointer<Scalar>, images: Range<Int>, group: Int
  ) -> MutableMatrixView<Scalar> {
    MutableMatrixView(
      base: output + images.lowerBound * extents.positions * extents.filters + group * extents.groupFilters,
      rows: rows(images), columns: extents.groupFilters, rowStride: extents.filters)
  }

  private func gradientMatrix(
    _ gradient: UnsafePointer<Scalar>, images: Range<Int>, group: Int
  ) -> MatrixView<Scalar> {
    MatrixView(
      base: gradient + images.lowerBound * extents.positions * extents.filters + group * extents.groupFilters,
      rows: rows(images), columns: extents.groupFilters, rowStride: extents.filters)
  }

  private func copyPatches(
    of input: TensorView<Scalar>, images: Range<Int>, group: Int, into patches: UnsafeMutablePointer<Scalar>
  ) {
    Parallel.forEachRange(rows(images), grain: 16) { range in
      for row in range {
        let image = images.lowerBound + row / extents.positions
        let base = input.base + image * extents.height * extents.width * extents.channels
        extents.forEachTap(position: row % extents.positions, group: group) { tap, offset in
          let to = patches + row * extents.terms + tap * extents.groupChannels
          if let offset {
            to.update(from: base + offset, count: extents.groupChannels)
          } else {
            to.update(repeating: 0, count: extents.groupChannels)
          }
        }
      }
    }
  }

  /// Adds each window's part to the inputs it came from: an image's windows in order, their taps in order.
  private func addPatches(
    _ patches: UnsafePointer<Scalar>, images: Range<Int>, group: Int, to inputGradient: MutableTensorView<Scalar>
  ) {
    Parallel.forEach(images.count) { index in
      let base = inputGradient.base + (images.lowerBound + index) * extents.height * extents.width * extents.channels
      for position in 0..<extents.positions {
        let row = index * extents.positions + position
        extents.forEachTap(position: position, group: group) { tap, offset in
          guard let offset else { return }
          kernels.add(
            extents.groupChannels, patches + row * extents.terms + tap * extents.groupChannels, base + offset)
        }
      }
    }
  }
}

extension ConvolutionExtents {
  /// Calls `body` for each tap of the window at an output position, with its number and where in an image the group's
  /// channels lie that it reads; nil outside the image.
  func forEachTap(position: Int, group: Int, _ body: (Int, Int?) -> Void) {
    let row = position / outputColumns * geometry.rowStride - geometry.padding.top
    let column = position % outputColumns * geometry.columnStride - geometry.padding.left
    for r in 0..<geometry.rows {
      for s in 0..<geometry.columns {
        let inside = row + r >= 0 && row + r < height && column + s >= 0 && column + s < width
        let offset = ((row + r) * width + column + s) * channels + group * groupChannels
        body(r * geometry.columns + s, inside ? offset : nil)
      }
    }
  }
}
