import CommandLineSupport

/// The command line of `benchmarks`.
enum BenchmarkCommand {
  static let specification = CommandSpecification(
    name: "benchmarks",
    summary: "Measures the library's speed beside what this machine can do at most.",
    discussion: """
      Every row is the median of several repeats. Its limit, the multiply-add peak or the memory bandwidth on all threads, is \
      measured right before each repeat, because shared machines change their speed: compare fractions, not rates.

      ALEXNET_ISA chooses an instruction set: portable, avx2 or avx512.
      """,
    options: [
      OptionSpecification("--filter", "TEXT", help: "Only rows whose name contains the text.", default: "all rows"),
      OptionSpecification("--row", "NAME", help: "Only the row of this name, without what contenders add to it."),
      OptionSpecification("--repeats", "N", help: "Repeats of a row.", default: "7, of slow rows 3"),
      OptionSpecification("--compare", "FILE", help: "Show ratios to a run that --json recorded."),
      OptionSpecification(
        "--photographs", "DIR",
        help: "Image rows over the JPEG files of this folder, beside djpeg where it is installed.",
        default: "pictures made for it"),
      OptionSpecification(
        "--loader", "DATA",
        help: "Instead, what the loader delivers from this data set while --network trains, and the rate of its steps."),
      OptionSpecification(
        "--profile", "NETWORK",
        help: "Instead, the time of the preset's training steps by layer and phase; --trace keeps them one by one."),
      OptionSpecification(
        flag: "--inference", help: "With --profile, forward passes as in testing instead of training steps."),
      OptionSpecification("--trace", "FILE", help: "Chrome trace of --profile to write."),
      OptionSpecification(
        "--memory", "NETWORK", help: "Instead, the peak resident size of a process that makes training steps only."),
      OptionSpecification(
        "--scaling", "NETWORK",
        help: """
          Instead, a model of the preset's training steps, checked on one and two threads, for 8 to 192 cores; with \
          --compare from a record.
          """),
      OptionSpecification(
        "--batch", "N", help: "Images of a step of --profile, --memory and --scaling.", default: "the preset's"),
      OptionSpecification("--network", "NAME", help: "Network of --loader.", default: "paper"),
      OptionSpecification(
        "--memorize", "NETWORK",
        help: "Instead of measuring, train the preset at full size on 64 pictures until the loss is below 0.1."),
    ],
    examples: [
      .init(
        "swift run -c release benchmarks --memorize paper", "The network of 2012 learns 64 pictures by heart."),
      .init(
        "swift run -c release benchmarks --filter gemm/float", "Matrix products in Float, as a table."),
      .init("swift run -c release benchmarks --profile paper", "Where the time of a training step goes."),
      .init("swift run -c release benchmarks --loader shards", "Whether reading images keeps up with training."),
      .init(
        "swift run -c release benchmarks --json > Benchmarks/Results/DATE-CPU.jsonl", "Records a whole run."),
    ],
    program: "swift run -c release")
}
