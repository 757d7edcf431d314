import CommandLineSupport
import Datasets
import Foundation
import Networks
import Training

/// `alexnet train`: trains a network, shows how it goes, and leaves a run folder.
enum TrainCommand: Subcommand {
  static let specification = CommandSpecification(
    name: "train", summary: "Train a network; without options, the small one on the images that ship with the package.",
    discussion: """
      Writes a run folder: config.json, metrics.jsonl (a line an epoch), curves.svg, checkpoint.safetensors after each \
      epoch, and weights.safetensors at the end. An interrupt (Ctrl-C) finishes the step, saves the checkpoint and exits \
      with 130; --resume goes on from there and ends with the same bits as a run that was never interrupted. The same \
      seed and options give the same bits on every machine, whatever the number of threads.

      Schedules: constant; step:EPOCHS:FACTOR; multistep:EPOCH,EPOCH,…:FACTOR; plateau:PATIENCE:FACTOR:DROPS (waits for \
      the test error, so hold out other images to judge the result by); polynomial:POWER; exponential:FINAL:STEPS.
      """,
    options: [
      OptionSpecification(
        "--data", "DIR", help: "Folder of IDX files (MNIST's form), plain or gzip'd.",
        default: "the shipped Fashion-MNIST"),
      OptionSpecification("--network", "NAME", help: "Preset; see `alexnet describe --list`.", default: "compact"),
      OptionSpecification("--epochs", "N", help: "Passes over the training set.", default: "the preset's"),
      OptionSpecification("--batch", "N", help: "Images of an optimizer step.", default: "the preset's"),
      OptionSpecification(
        "--micro-batch", "N",
        help: "Images at once; the batch's gradient is gathered from parts, with the same bits in less memory.",
        default: "the batch"),
      OptionSpecification("--learning-rate", "RATE", help: "Initial learning rate.", default: "the preset's"),
      OptionSpecification("--momentum", "FACTOR", help: "Momentum.", default: "the preset's"),
      OptionSpecification("--weight-decay", "FACTOR", help: "Weight decay.", default: "the preset's"),
      OptionSpecification(
        "--optimizer", "FORM", help: "Momentum as in the paper or as in PyTorch: paper, pytorch.",
        default: "the preset's"),
      OptionSpecification("--schedule", "SCHEDULE", help: "How the rate changes; see above.", default: "the preset's"),
      OptionSpecification("--warm-up", "STEPS", help: "Steps of linear warm-up.", default: "the preset's"),
      OptionSpecification(
        "--shift", "PIXELS", help: "Random shifts of training images, at most this far.",
        default: "\(defaultAugmentation.shift)"),
      OptionSpecification(
        "--mirror", "on|off", help: "Mirror training images at random.",
        default: defaultAugmentation.mirrors ? "on" : "off"),
      OptionSpecification("--out", "DIR", help: "Run folder to make.", default: "runs/NETWORK-DATE-TIME"),
      OptionSpecification(
        "--resume", "DIR", help: "Go on with the run of this folder; its options stay as they were."),
    ],
    examples: [
      .init("alexnet train", "The main job: minutes on two cores."),
      .init("alexnet train --epochs 3 --learning-rate 0.01 --seed 7", "Another run of it."),
      .init("alexnet train --data fashion-mnist --out runs/full", "All 70,000 images of a folder of IDX files."),
      .init("alexnet train --resume runs/full", "After an interrupt."),
    ])

  static let defaultAugmentation = BatchAssembler.Augmentation(shift: 0, mirrors: false)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let request = try TrainRequest(arguments)
    InterruptHandler.install()
    let (training, test) = try IDXFolder.load(path: request.configuration.data)
    let specification = try NetworkSpecification.preset(
      named: request.configuration.network, classes: training.classCount)
    let trainer = try Trainer<Float>(
      specification, configuration: request.configuration, training: training, test: test)
    if request.isResumed {
      try Checkpoint.restore(trainer, path: request.folder.checkpointPath)
    } else {
      try request.folder.create()
      try request.folder.write(request.configuration)
      // From its first moment a run can be gone on with.
      try Checkpoint.save(trainer, path: request.folder.checkpointPath)
    }
    var session = TrainingSession(
      trainer: trainer, folder: request.folder, report: TrainingReport(arguments, trainer), test: test,
      isQuiet: arguments.isQuiet || arguments.isJSON)
    return try session.run()
  }
}
