import CommandLineSupport
import Datasets
import ImageCodecs
import Reports

/// `alexnet decode`: one image file to another format, as the training pipeline sees it.
enum DecodeCommand: Subcommand {
  static let specification = CommandSpecification(
    name: "decode", summary: "Decode an image file and write its pixels as PNG, PPM or JPEG.",
    discussion: """
      JPEG (baseline and progressive; gray, YCbCr, RGB, CMYK, YCCK), PNG and PNM files are decoded; what the file is \
      decides, not its name. The orientation that a camera recorded is applied. Colour profiles and gamma are not.

      With --scale JPEG files are decoded at that size, which is faster; other formats are averaged.
      """,
    operands: [
      OperandSpecification("IMAGE", help: "The file to decode."),
      OperandSpecification(
        "OUT", help: "The file to write; its ending decides: \(ImageFile.writableEndings.joined(separator: " "))."),
    ],
    options: [
      OptionSpecification("--scale", "1/2|1/4|1/8", help: "Decode at a part of the size.", default: "1/1"),
      OptionSpecification(flag: "--allow-truncated", help: "Write what there is of a file that is cut short."),
      OptionSpecification("--channels", "stored|rgb|gray", help: "Channels of the result.", default: "stored"),
      OptionSpecification(
        "--background", "RRGGBB", help: "Lay a transparent image over this colour.",
        default: "transparency is dropped"),
      OptionSpecification(flag: "--ignore-orientation", help: "Leave the pixels as the camera stored them."),
      OptionSpecification("--quality", "N", help: "Of a JPEG file that is written, 1 to 100.", default: "95"),
      OptionSpecification(
        "--max-pixels", "N", help: "Refuse larger images.", default: "\(DecodingOptions().maximumPixels)"),
    ],
    examples: [
      .init("alexnet decode photo.jpg photo.png", "All pixels."),
      .init("alexnet decode photo.jpg small.ppm --scale 1/4", "A quarter of each side, decoded that small."),
      .init("alexnet decode broken.jpg rest.png --allow-truncated", "What a cut-off download still shows."),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let (path, out) = (arguments.operands[0], arguments.operands[1])
    guard ImageFile.canWrite(out) else {
      throw arguments.conflict(
        "OUT is \(out), whose ending is none of \(ImageFile.writableEndings.joined(separator: ", "))")
    }
    let quality = try arguments.integer("--quality", in: 1...100) ?? 95
    let options = try options(arguments)
    let decoded = try ImageFile.read(path: path, options: options)
    try ImageFile.write(decoded.image, path: out, quality: quality)
    report(decoded, path, out, arguments)
    return .success
  }

  private static func options(_ arguments: ParsedArguments) throws -> DecodingOptions {
    let scales: [String: DecodingOptions.Scale] = ["1/1": .full, "1/2": .half, "1/4": .quarter, "1/8": .eighth]
    let channels: [String: DecodingOptions.Channels] = ["stored": .asStored, "rgb": .rgb, "gray": .gray]
    var options = DecodingOptions()
    if let scale = try arguments.choice("--scale", among: scales.keys.sorted()) {
      options.scale = scales[scale] ?? .full
    }
    if let name = try arguments.choice("--channels", among: ["stored", "rgb", "gray"]) {
      options.channels = channels[name] ?? .asStored
    }
    options.allowsTruncation = arguments.flag("--allow-truncated")
    options.appliesOrientation = !arguments.flag("--ignore-orientation")
    options.maximumPixels = try arguments.integer("--max-pixels", in: 1...(1 << 34)) ?? options.maximumPixels
    if let text = arguments.string("--background") {
      guard text.utf8.count == 6, let value = UInt32(text, radix: 16) else {
        throw arguments.conflict("--background takes six hexadecimal digits, such as ffffff for white, not '\(text)'")
      }
      options.transparency = .composited(
        red: UInt8(value >> 16), green: UInt8(value >> 8 & 0xff), blue: UInt8(value & 0xff))
    }
    return options
  }

  private static func report(_ decoded: DecodedImage, _ path: String, _ out: String, _ arguments: ParsedArguments) {
    let image = decoded.image
    if arguments.isJSON {
      let facts = JSONValue.object([
        .init("file", .string(path)), .init("format", .string(decoded.format.rawValue)),
        .init("width", .integer(image.width)), .init("height", .integer(image.height)),
        .init("channels", .integer(image.channels)), .init("truncated", .bool(decoded.isTruncated)),
        .init("written", .string(out)),
      ])
      Terminal.write(facts.description + "\n", to: .standardOutput)
    } else if !arguments.isQuiet {
      let note = decoded.isTruncated ? "; the file is cut short, and what is missing was left blank" : ""
      Terminal.write(
        "\(path): \(decoded.format.rawValue), \(image.width) × \(image.height), "
          + "\(image.channels == 1 ? "gray" : "RGB")\(note) → \(out)\n", to: .standardOutput)
    }
  }
}
