import Foundation

/// What is known about the terminal that a stream leads to.
package enum Terminal {
  /// The two streams that a person may be watching.
  package enum Stream: Sendable {
    case standardOutput
    case standardError

    var descriptor: Int32 { self == .standardOutput ? STDOUT_FILENO : STDERR_FILENO }
  }

  /// Whether lines on this stream can be rewritten: it is a terminal, and not a dumb one.
  package static func isInteractive(_ stream: Stream) -> Bool {
    isatty(stream.descriptor) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// The width in characters: `COLUMNS` if it is set, else what the terminal says, else 80.
  package static func columns(of stream: Stream) -> Int {
    if let text = ProcessInfo.processInfo.environment["COLUMNS"], let columns = Int(text), columns > 0 {
      return columns
    }
    var size = winsize()
    let answer = ioctl(stream.descriptor, UInt(TIOCGWINSZ), &size)
    return answer == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// Writes to a stream at once and unbuffered.
  ///
  /// A reader that has gone away is no reason to stop computing, so failures are not reported.
  package static func write(_ text: String, to stream: Stream) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Foundation.write(stream.descriptor, $0.baseAddress, $0.count) }
      if written > 0 {
        bytes = bytes.dropFirst(written)
      } else if written == 0 || errno != EINTR {
        return
      }
    }
  }
}
