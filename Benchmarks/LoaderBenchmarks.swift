import Datasets
import Foundation
import Inference
import Networks
import Tensors

/// The loader at full speed, reading shards that were prepared for it, while a network trains on the same cores.
enum LoaderBenchmarks {
  static func rows() -> [Benchmark] {
    // Both run all the time; a row waits until its side has done as many images.
    let images = 64
    return [
      Benchmark(
        "loader/paper/shards", .files(images), target: .speed(3),
        contenders: {
          let contest = try LoaderContest(.paper(), batch: images / 2)
          return [
            Contender("loader") { contest.waitForLoader(batches: 2) },
            Contender("step-beside-it") { contest.waitForSteps(2) },
          ]
        })
    ]
  }
}
