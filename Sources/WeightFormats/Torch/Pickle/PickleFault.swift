/// What is wrong with a pickle, and at which byte of the bytes that it was read from.
struct PickleFault: Error, Hashable, Sendable {
  let error: PickleError
  let offset: Int
}
