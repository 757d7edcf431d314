/// Caffe's `LayerParameter` and the `V1LayerParameter` of older files.
extension CaffeLayer {
  /// The numbers of fields in one of the two messages.
  struct Fields {
    let name: Int
    let type: Int
    let blobs: Int
    let convolution: Int
    let normalization: Int
    /// A layer in the format from before Caffe's first release.
    var oldest: Int?

    /// Those of `layer`, whose type is a string.
    static let current = Fields(name: 1, type: 2, blobs: 7, convolution: 106, normalization: 118)
    /// Those of `layers`, whose type is a number.
    static let older = Fields(name: 4, type: 5, blobs: 6, convolution: 10, normalization: 18, oldest: 1)
  }

  /// The names of types that files of this family have, by their numbers in older files.
  private static let olderTypes = [
    1: "Accuracy", 4: "Convolution", 5: "Data", 6: "Dropout", 8: "Flatten", 12: "ImageData", 14: "InnerProduct",
    15: "LRN", 17: "Pooling", 18: "ReLU", 20: "Softmax", 21: "SoftmaxWithLoss", 22: "Split", 24: "WindowData",
    29: "MemoryData",
  ]

  /// Reads a layer.
  init(_ message: ProtobufReader, _ fields: Fields) throws(ProtobufError) {
    var message = message
    while let field = try message.next() {
      switch field.number {
      case fields.name: name = try message.string(field)
      case fields.type:
        if case .varint = field.value {
          let number = try message.integer(field)
          type = Self.olderTypes[number] ?? "type \(number)"
        } else {
          type = try message.string(field)
        }
      case fields.blobs: blobs.append(try CaffeBlob(message.message(field)))
      case fields.convolution: convolution = try CaffeConvolution(message.message(field))
      case fields.normalization: normalization = try CaffeNormalization(message.message(field))
      case fields.oldest: isOldest = true
      default: break
      }
    }
    normalizeShapes()
  }

  /// Takes off the dimensions of 1 that older files put before biases and fully connected weights.
  private mutating func normalizeShapes() {
    for index in blobs.indices where blobs[index].shape.count == 4 {
      let rank = index > 0 ? 1 : type == "InnerProduct" ? 2 : 4
      let leading = blobs[index].shape.prefix(4 - rank)
      if leading.allSatisfy({ $0 == 1 }) { blobs[index].shape.removeFirst(leading.count) }
    }
  }
}

/// Caffe's `ConvolutionParameter`.
extension CaffeConvolution {
  private enum Field {
    static let padding = 3, kernel = 4, groups = 5, stride = 6
    static let rowPadding = 9, columnPadding = 10
    static let rows = 11, columns = 12
    static let rowStride = 13, columnStride = 14
  }

  /// Reads a convolution's parameters; those of both axes may be given once, twice, or by name.
  init(_ message: ProtobufReader) throws(ProtobufError) {
    var message = message
    var (paddings, kernels, strides): ([Int], [Int], [Int]) = ([], [], [])
    var named: [Int: Int] = [:]
    while let field = try message.next() {
      switch field.number {
      case Field.padding: try message.append(field, to: &paddings)
      case Field.kernel: try message.append(field, to: &kernels)
      case Field.stride: try message.append(field, to: &strides)
      case Field.groups: groups = try message.integer(field)
      case Field.rowPadding...Field.columnStride: named[field.number] = try message.integer(field)
      default: break
      }
    }
    func axes(_ list: [Int], _ rows: Int, _ columns: Int, default value: Int) -> [Int] {
      [named[rows] ?? list.first ?? value, named[columns] ?? list.last ?? value]
    }
    padding = axes(paddings, Field.rowPadding, Field.columnPadding, default: 0)
    kernel = axes(kernels, Field.rows, Field.columns, default: 0)
    stride = axes(strides, Field.rowStride, Field.columnStride, default: 1)
  }
}

/// Caffe's `LRNParameter`.
extension CaffeNormalization {
  /// Reads a normalization's parameters.
  init(_ message: ProtobufReader) throws(ProtobufError) {
    var message = message
    while let field = try message.next() {
      switch field.number {
      case 1: window = try message.integer(field)
      case 2: alpha = try message.float(field)
      case 3: beta = try message.float(field)
      case 4: isWithinChannel = try message.integer(field) == 1
      case 5: k = try message.float(field)
      default: break
      }
    }
  }
}
