import Foundation
import Testing

/// Six small files of PngSuite as libpng 1.6 distributes them (contrib/pngsuite), and the CRC-32 of their pixels as
/// pypng 0.20220715 decodes them, 16 bits rounded to 8.
///
/// Copyright (c) Willem van Schaik, 1999, 2011, 2012; two images (ftbbn0g01.png and ftbbn0g02.png) are by Glenn
/// Randers-Pehrson, 2012. Permission to use, copy, modify, and distribute these images for any purpose and without fee
/// is hereby granted.
enum PNGSuiteFiles {
  struct File: Sendable {
    let name: String
    let pixelChecksum: UInt32
    let base64: String

    func bytes() throws -> [UInt8] { [UInt8](try #require(Data(base64Encoded: base64))) }
  }

  static let all: [File] = [
    File(
      name: "basn0g01", pixelChecksum: 0x7238_c005,
      base64: """
        iVBORw0KGgoAAAANSUhEUgAAACAAAAAgAQAAAABbAUdZAAAABGdBTUEAAYagMeiWXwAAAFtJREFUCJktzLEJAzAMBdHr0gSySiAL\
        ejRvkBU8gsGNCmFFB1Hx4IovqurSpIRszqklUwbnUzRXEuIRsiG/SyY9G0JzJSVei9qynm9qyjBpLp0pYW7pbzBl8L8fEIdJL6WU\
        eFsAAAAASUVORK5CYII=
        """),
    File(
      name: "basn3p04", pixelChecksum: 0x3a9e_038e,
      base64: """
        iVBORw0KGgoAAAANSUhEUgAAACAAAAAgBAMAAACBVGfHAAAABGdBTUEAAYagMeiWXwAAAANzQklUBAQEd/i1owAAAC1QTFRFIgD/\
        AP//iAD/Iv8AAJn//2YA3QD/d/8A/wAAAP+Z3f8A/wC7/7sAAET/AP9E0rBJvQAAAEdJREFUKJFj6OgIDT1zZtWq8nJj43fvZs5k\
        IEMAlSsoSI4AKtfFhRwBVO7du+QIoHEZyBFA5SopkSOAyk1LI0cAlbt7NxkCAODE6tENZY/AAAAAAElFTkSuQmCC
        """),
    File(
      name: "ftbbn0g04", pixelChecksum: 0x1ace_6823,
      base64: """
        iVBORw0KGgoAAAANSUhEUgAAACAAAAAgBAAAAACT4cgpAAAABGdBTUEAAYagMeiWXwAAAAJ0Uk5TAA/mLNCpAAAAAmJLR0QAAKqN\
        IzIAAAFISURBVCiRddExT8JAFMBxPoJHWUxcriQuJiaFqpNLWxkdLOVCHJjunSau9GByohwTk8Il+hkcHd0kLrIymLCaOLBq0epd\
        bRRIeNv9pnfvn/temdw6eJktQXJPK7cL8BbRklmsjzNInsJquWRjc/8mhc9B6JZt13aLe6z9rGDEm2W7VvU8d5vzcwUTEXqMcxoc\
        Md48VfAqBM8mDI4VvENr2M3eXkMDE1Km4iO7r+BDgxaKkXGnAURv0JZd6uON/FRBDK1eBHIQOAgX9GJzOBO8psA0nIN0UyBdTuS1\
        j228qeELKh0NJ9hCWxoSCCKmwMljtJv+FgJOiLwqGRg1foEyDVbBQv0UIspqRHawgnEKMQBoMNBOdsJHBb0ORvlxBkkERDQtdPh3\
        5FiDU5j9ZxgRQf3LxS5DQetL5eaCPiynnFystE2m6+r/AOOSVs9bKk33AAAAAElFTkSuQmCC
        """),
    File(
      name: "iftbbn0g02", pixelChecksum: 0xa82f_a2d2,
      base64: """
        iVBORw0KGgoAAAANSUhEUgAAACAAAAAgAgAAAAFrpg0fAAAAAnRSTlMAAHaTzTgAAACMSURBVBjTfU1BDgQhCGs4TXiF8WR4pdnT\
        xFcQT4RXDqhz2U22h1qkLQAKGIREjbcAAtDAhgIdmB2fsYaKF9IzcYe/cGnAFSZcdQUdX1gfnol0wS2qvAWpqAVNi8JctdkOge4k\
        wz/I6kzBegRNlb2atoWSbwFyJ7ct2LKapvOqIBUe5xj3doS/511/jz+Q5C0X4+RUCwAAAABJRU5ErkJggg==
        """),
    File(
      name: "ibasn3p01", pixelChecksum: 0x31ec_284b,
      base64: """
        iVBORw0KGgoAAAANSUhEUgAAACAAAAAgAQMAAAE+s9ghAAAABlBMVEXu/yIiZv9sGtImAAAAKUlEQVQI12NggIIPULgKCkPRsLEx\
        w5kz2EkIg0g2PxBAiA9AACEoEAMACbpCLRy+X5oAAAAASUVORK5CYII=
        """),
    File(
      name: "ibasn0g16", pixelChecksum: 0xf285_e74d,
      base64: """
        iVBORw0KGgoAAAANSUhEUgAAACAAAAAgEAAAAAFxhsn9AAAA2UlEQVRIx7WRMQ6CQBBF/wKFVipegcNwGI/nKai4gRXJJprQTEKh\
        5lsgiBvZMUzIbyaTl7c/sw4oUaJEskefcGiJAiec8Rg2F76HGuPgNigmOXLUBGifHYNFjRou/3JcmWwwjUd8QQYLj0ULlyGfzYFV\
        WCMs5U1ASwXwcUNHBfBxAzkAbhu5w5MVkgzzEci6QEcFEM1gBUgFEM2wOtBRAUQzfACXYLswNzZo4r8dy107tBb1jPFQu+K/7y8U\
        pDQKxNrAKOhoFIitwZ1GgdgakEaB2BqkNArkR15WmO6J+bfbcgAAAABJRU5ErkJggg==
        """),
  ]
}
