import Testing

/// The same 600 bytes as raw deflate streams of zlib 1.2.13, at every level with every strategy, equal streams once.
///
/// Made with Python: `c = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy); c.compress(payload) + c.flush()`,
/// and the last one flushed after every 150 bytes with `Z_SYNC_FLUSH`, `Z_FULL_FLUSH`, `Z_PARTIAL_FLUSH` and `Z_BLOCK`.
enum GoldenStreams {
  struct Stream: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let base64: String
  }

  /// Literals of a skewed distribution and repetitions from all over; the generator is a linear congruential one.
  static let payload: [UInt8] = {
    var output: [UInt8] = []
    var state = 1
    while output.count < 600 {
      state = (state * 1_103_515_245 + 12345) & 0x7fff_ffff
      if state >> 16 & 7 != 0 {
        output.append(UInt8(97 + (state >> 20) % 5 * ((state >> 24) % 7)))
      } else {
        output += output.suffix(1 + (state >> 20) % 200).prefix(3 + (state >> 24) % 40)
      }
    }
    return Array(output.prefix(600))
  }()

  static let streams: [Stream] = [
    Stream(
      testDescription: "default, filtered, Huffman only, run length, fixed at level 0",
      base64: """
        AVgCp/1lZWl1YWFwYWFhZGFhcHlmYXBhY2FmYXVhcG1jYWFmYXVhcG1jYWFndWNzZWFqYWVlaXVhYXBhYWFkYWFweWZhcGFjYWZh\
        dWFwbWNlbWFnYWdhZ2NtbWFhZmF1YWthZ2twZ3BhYXBkZGNldWFrYWdrcGdwYWFwZGRjZWlmY211am1wc21mcGFhZGNjYWZhdWFw\
        bWNlbWFnYWdhZ2NtbWFhZmF1YWthZ2twZ2FmYXVha2Fna3BnamJhdWFhcGFhY2FwYWFhZGFhcGFhY2VhZXNtY2FhZmF1YXBrYWFn\
        dWZhZGdxYWd1YWthZ2twZ2FmYXVha3FhaWdmcHBrYWFndWZhZGdxYWd1YWthZ2twZ2FmYXVha3FhaWdmcHNlYWFlZWFnYWFjZ2Rh\
        YmF1YWFwYWFjYXBhYWFkYWFwYWFjZWphdWFrYWdrcGdhZmF1YWtxYWlnZnBzZWFhZWVhZ2FhY2dkYWJhdWFhcGFha2lxeWtxYWdn\
        cWFndWFrbWJhZG1hZWFwZ2FmYXVha3FhaWdmcHNlYWFlYW1qZWFpZWVpYWZhZGdxYWd1YWthZ2twZ2FmYXVha3FhaWdmcHNlYWFl\
        ZWFneWFlZXFtZ3Vha2Fna3BnYWZhdWFrcWFpeXVlYWFhZWVhZ2FhcGdhZmF1YWtxYWlnZnBzZWFhZWVhZ2FhY2dkYWJhdWFhcGFx\
        YWVjYWZhdWFrcWFpZ2Zwc2VhYWVhbWplYWllZWlhZmFkZ3FhZ2dnYWF1YWtxYWlnZnBzZWFhZWFtamVhaWVlaWFmYWRncWFnZ2dh\
        YXNtYWc=
        """),
    Stream(
      testDescription: "default, filtered at level 1",
      base64: """
        hZLbDoQgDES/dSylAdIEYnjw73cU173oruGBGtuZMw2qqQMVQOC1RJaCiI7qgldhXWZFhv5pV4etR9zHZIGVatSuIYh2fH6nKN6z\
        19kjW4Ictj90NpghkScCrtBykLNW6HxAF8B6RLDGe3ceCg3JYq13DYzLtMwDsYBrw0yMQfQufT1ZUlsKYXYgnxAcimqnUXhWJG6a\
        f37yP00WQjY/R1w6+fcAFx7fwRp07J+I63o2+ROIcRtMfNcy8yE8AA==
        """),
    Stream(
      testDescription: "Huffman only, run length at levels 1 to 9",
      base64: """
        BcFBCsQwDATBt/bKo8ERBpmgQ36/VdIeaGBBf0kTJEOfgGToE+CJVzxIe6CBBf0lTZAMfUIHYxznQDIUrnZDrxUaCle7odcK7Ywz\
        z+n3ZMOKIBn6hA7GOM6BZChcbZKhcLWfHwMNQQMLGkLoPQHJ0AWeZPnioXC1SYa6bGd3gSdZvngoXG2SoS7b2a9AwhBe/BhoCBpY\
        0BB6GApXm2Soy3b2K5AwhBc/Bhpq368u9sVDnR/rINokQ122s1+BOI/Y0iZZvngoXG2SoS7b2a9Awh/SPR4KV5tkqMv+RoCEoU0y\
        1GU7+xVIGMKLHwPNRUEy1GU7+xWI84gtbZLli20Y6rKd/QrEecSWNsnyxTa8B/8B
        """),
    Stream(
      testDescription: "fixed at level 1",
      base64: """
        S03NLE1MLEhMTEwBUpVpQGZyYlpiaWJBbnIigpFemlycmpiVmIpHeWpuYjoIJufmQnRmJ6ZnF6QDzS5ISUlOLU1E5WemJeeWZuUW\
        FOemAZWkJMOtxWEO2DEQI7KSgA4EOToZ7nIgOzUxtRju6OzExPTStMSU9EIgDbUZYkJhYmZ6WkEBIQVA7wJ9C/RPYnJ6SiJ2C7OA\
        zoC4CNlo7DqzMwsrs4GOgTooNykxJTcxNbEgHUNrYm5WamImMKSBMjjdD7OkEujIwlxML1aWAt0P9QAWO9A9VpiYCgl/oBNBwQM2\
        HsMh6cDQAPqYkJJiYEIAAA==
        """),
    Stream(
      testDescription: "default, filtered at level 2",
      base64: """
        hZLbDoQgDES/dSylAdIEYnjw73cU173oruGBGtvpmQmqqQMVQOC1RJaCiI7qgldhXWZFhv5pV4etR9zHZIGVatSuIYh2fH6nKN6z\
        19kjW4Ica3/obDBDIk8sV2g5yFkrdD6gC2A9IljjvY8NhYZksda7BtqlW/qBWMD1wnwQvUtfT5bUlkKYHcgnBIei2mkUnhWJSfPP\
        T/7nkoWQzc8Wl07+3cDFjm9jDTryJ+IazyZ/AjGmwTDvWmY+hAc=
        """),
    Stream(
      testDescription: "fixed at level 2",
      base64: """
        S03NLE1MLEhMTEwBUpVpQGZyYlpiaWJBbnIigpFemlycmpiVmIpHeWpuYjoIJufmQnRmJ6ZnF6QDzS5ISUlOLU1E5WemJeeWZuUW\
        FOemAZWkJMOtxWEO2DEQI7KSgEyQo5PhLgeyUxNTi+GOzk5MTC9NS0xJLwTSUG0QEwoTM9PTCgoIKQB6F+hboH8Sk9NTErFbmAV3\
        EbLR2HVmZxZWZgMdA3VQblJiSm5iamJBOobWxNys1MRMYEgDZXC6H2ZJJdCRhbmYXqwsBbof6gEsdqB7rDAxFRL+QCeCggdsPIZD\
        0oGhAQxMQkqKgQkBAA==
        """),
    Stream(
      testDescription: "default, filtered at level 3",
      base64: """
        jZLbDoQgDES/dSylAdIEYnjg73dcXdeoewkP1NjOnGlQTR2oAAKvEVkKIjqqC96FdZkVGfqlXR22HHFfJwusVKN2DUH0/J2ieM9e\
        Z49sCbLbftA5SOaJ6gu07OSsFTrv0AWwHhGs8d5IVoWGZLHWXw2My7TMA7GAe8O8hzxK30+W1Aa9bQPyCcGhqHYZhWdF4qb55yP/\
        y2QQsvk14ujk3wLceJyDNei6/209T/kLiHEbf7TMfAgP
        """),
    Stream(
      testDescription: "fixed at level 3",
      base64: """
        S03NLE1MLEhMTEwBUpVpQGZyYlpiaWJBbnIigpFemlycmpiVmIpHeWpuYjoIJufmQnRmJ6ZnF6QDzS5ISUlORednpiXnlmblFhTn\
        pgGVpCTDrcVhDpKRWUlA00GOToa7HMhOTUwthjs6OzExvTQtMSW9EEhDXQIxoTAxMz2toICQAqB3gb4F+icxOT0lEbuFWXBPIhuN\
        XWd2ZmEl0O50qINykxJTchNTEwvSMbQm5malJmYCQxoog9P9MEsqgY4szMX0YmUp0P1QD2CxA91jhYmpkPCHBg/YeAyHpANDgwgl\
        xcCEAAA=
        """),
    Stream(
      testDescription: "default at level 4",
      base64: """
        jZFRCsQgDETPOo0xqASU4oe33ykt3W23tEUwUWaSZ1RNHagAAsOITAURHdUF38S6zIoMvZGrw5Yl7quzwEo1imsIoudziuI9e509\
        8irIU52fNE9YKWRHYa7QeYcuC3NEsMZ4qNCQLNZHAZ/L15IDYgHXDfMJ7s5ZUhsU2NbPJwSH4sIKz4rESeMF3uDe/F8yOgUbxrXz\
        gNeg6/xvQYymF5KZH/gB
        """),
    Stream(
      testDescription: "filtered at level 4",
      base64: """
        jZDLigMxDAS/tSK3hT0IZIwP8/d7mE2yyQ6T3FrQj0JSW5BAgdwriVFZZBhP4cum6OjCrsBx3CKO5IZv6QlZiun9btVi9cgZNaHY\
        p54/st84KOyBAiY0H9Ab+KoUH/hrw6B5zY+GKZBwMC+cD/Y3uKvk1sa+Dfx3L26UQJxEiS6a1PgCb0ca8d+yL3HHOE++4A10/P8S\
        xJ1vLDPwHw==
        """),
    Stream(
      testDescription: "fixed at level 4",
      base64: """
        S03NLE1MLEhMTEwBUpVpQGZyYlpiaWJBbnIigpFemlycmpiVmIpHeWpuYjoIJufmQnRmJ6ZnF6QDFRekpCSnovMz05JzS7NyC4pz\
        04BCKcmEzEFiZiUlQlyRDHcKkJ2amFoMd3Q2yM1piSnphUAaxYTCxMz0tAKCCoDeBfoW6I7E5PSUROwWZqE5Dp/O7MzCSqCCdKh9\
        uUmJKbmJqYlYtCbmZqUmZgJDOpEI51UCycJcTCWVpUAFUGdg14nivMLEVEj443VIOlATEUqKgREIAA==
        """),
    Stream(
      testDescription: "default at levels 5 to 9",
      base64: """
        jZHbCsQgDES/dRpjUAko4oN/v1Naule2IpgoM8mJqqYBVACBYUamgoiB6oJnYkO6IkP/yNVh+xL3w1lgpRrFNQTRz3OK4iN77R55\
        FeSuzkuaNxwUcqEwV2i/oMvOHBGsMb5VaEgW662A43JackAs4HfDjHVnSW1SYGc/3xAcih9WeFYkvjQW8Cb35t+SOSg4MRbwGlTu\
        QYymBUnnBz4A
        """),
    Stream(
      testDescription: "filtered at levels 5 to 9",
      base64: """
        jY5BbgMxDAPfOpFpwTYEyDB82N/nkDZJ26C7NwoYUiO1DQkUyKOSGJVNhvEKvm2Jjv7BFTiOW8SjOfCRnpClmH7frVrsHrmiJhQ7\
        23mL/cbDwp4qYELrKT3Ad6X4xH8uTJrXPAWWQMLBvPD5Yed6c7R5jIl//YsbJRAfqkQXTWpc0DuQZvxFji2+NS7oTWTnIu5cQVbg\
        dw==
        """),
    Stream(
      testDescription: "fixed at levels 5 to 9",
      base64: """
        S03NLE1MLEhMTEwBUpVpQGZyYlpiaWJBbnIigpFemlycmpiVmIpHeWpuYjoIJufmQnRmJ6ZnF6QDFRekpCSnovMz05JzS7NyC4pz\
        04BCKcmEzEFiZiUlQlyRDHcKkJ2amFoMd3Q2yM1piSnphUAaxYTCxMz0tAKCCoDeBfoW6I7E5PSUROwWZiUSrzM7s7ASqCAdal9u\
        UmJKbmJqIhatiblZqYmZwJBOJMJ5lUCyMBdTSWUpUAHUGUQ4rzAxNZmwQ9KBmohQUgyMQAA=
        """),
    Stream(
      testDescription: "flushed four ways at level 9",
      base64: """
        fEw5CsAwDHurkA+SYDAED/19XTq0dCgadCBJdRSQAKTpsJaEoZBBPMKLWzGhP3UN+AVG3MsFX+ldThHq1w9j1IzcYR0J3z8nAAAA\
        ///CZg4SMyspEeKKZLhTgOzUxNRiuKOzQW5OS0xJLwTSKCYUJmampxUQVAD0LtC3QHckJqenJIItBAAAAP//dM1BCsAwCETRs/5E\
        IyYEDKWL3L4GumwXMsI8MaASgHCiaudmYCOMdtaFW4tLQRVLYULJ4ujhaycwy0k6CzJRPk6ZXXFVz0Ze/vtk8wig1NTCXEwllaVA\
        BVBnEOG8wsTUZMIOSQdqIkJJcW5iOmAA
        """),
  ]
}
