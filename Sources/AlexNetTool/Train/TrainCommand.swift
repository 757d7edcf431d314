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

      Data: what a path holds decides. A folder from `alexnet prepare`; a folder with train/ and val/ of a folder for each \
      class, or the class folders alone; images whose names begin with their class (cat_1.jpg); ILSVRC2012_img_train.tar \
      and ILSVRC2012_img_val.tar with the development kit, read as they are; CIFAR-10 and CIFAR-100 in binary, also their \
      archives; IDX files (MNIST), also compressed. Images of any size, gray or colour, are prepared for the network.

      Schedules: constant; step:EPOCHS:FACTOR; multistep:EPOCH,EPOCH,…:FACTOR; plateau:PATIENCE:FACTOR:DROPS (waits for \
      the test error, so hold out other images to judge the result by); polynomial:POWER; exponential:FINAL:STEPS.

      Transfer: --init begins with the weights of a file. If the data have other classes than it, the head begins anew; \
      --classes-from or --new-head have it begin anew also where a file does not say what its classes are. --freeze leaves \
      layers as they are: they are neither computed backward nor changed. LAYERS are names and ranges of names as \
      `alexnet describe` lists them, such as conv1-conv5,fc6.
      """,
    options: [
      OptionSpecification(
        "--data", "PATH",
        help: "Shards from `alexnet prepare`, folders of images, ImageNet's archives, CIFAR or IDX files; see above.",
        default: "the shipped Fashion-MNIST"),
      OptionSpecification(
        "--held-out", "FRACTION", help: "Part of the images to measure by, where the data has none for it.",
        default: "0.1"),
      OptionSpecification(
        "--statistics", "FILE", help: "Mean image and colours of the training images, where the network needs them.",
        default: "the shards', else computed"),
      OptionSpecification(
        "--on-bad-image", "skip|fail", help: "Leave images out that cannot be read, or stop.", default: "fail"),
      OptionSpecification(flag: "--fast-scaling", help: "Let the JPEG decoder shrink; faster, slightly other pixels."),
      OptionSpecification("--workers", "N", help: "Threads that read images.", default: "as many as compute"),
      OptionSpecification("--network", "NAME", help: "Preset; see `alexnet describe --list`.", default: "compact"),
      OptionSpecification("--epochs", "N", help: "Passes over the training set.", default: "the preset's"),
      OptionSpecification("--batch", "N", help: "Images of an optimizer step.", default: "the preset's"),
      OptionSpecification(
        "--micro-batch", "N",
        help: "Images at once; the batch's gradient is gathered from parts, with the same bits in less memory.",
        default: "the batch"),
      OptionSpecification(
        "--initialization", "preset|he",
        help: "Initial values; he learns from few images, where the paper's stay at the logarithm of the classes.",
        default: "preset"),
      OptionSpecification("--learning-rate", "RATE", help: "Initial learning rate.", default: "the preset's"),
      OptionSpecification("--momentum", "FACTOR", help: "Momentum.", default: "the preset's"),
      OptionSpecification("--weight-decay", "FACTOR", help: "Weight decay.", default: "the preset's"),
      OptionSpecification(
        "--optimizer", "FORM", help: "Momentum as in the paper or as in PyTorch: paper, pytorch.",
        default: "the preset's"),
      OptionSpecification("--schedule", "SCHEDULE", help: "How the rate changes; see above.", default: "the preset's"),
      OptionSpecification("--warm-up", "STEPS", help: "Steps of linear warm-up.", default: "the preset's"),
    ] + AugmentationOptions.all + TransferOptions.all + [
      OptionSpecification(
        "--profile", "FILE",
        help: "Show the time of steps by layer and phase at the end; the first steps go to a Chrome trace file."),
      OptionSpecification("--out", "DIR", help: "Run folder to make.", default: "runs/NETWORK-DATE-TIME"),
      OptionSpecification(
        "--resume", "DIR", help: "Go on with the run of this folder; its options stay as they were."),
    ],
    examples: [
      .init("alexnet train", "The main job: minutes on two cores."),
      .init("alexnet train --epochs 3 --learning-rate 0.01 --seed 7", "Another run of it."),
      .init(
        "alexnet train --data photos --network paper --batch 32", "The network of 2012 on a folder of class folders."),
      .init("alexnet train --data fashion-mnist --out runs/full", "All 70,000 images of a folder of IDX files."),
      .init("alexnet train --resume runs/full", "After an interrupt."),
      .init(
        "alexnet train --init runs/full/weights.safetensors --freeze conv1-conv4 --classes-from photos",
        "What one network learnt, used for other classes."),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let request = try TrainRequest(arguments)
    InterruptHandler.install()
    let opening = DataOpening(isQuiet: arguments.isQuiet || arguments.isJSON)
    guard let opened = try opening.open(request) else { return .interrupted }
    let specification = try NetworkSpecification.preset(
      named: request.configuration.network, classes: opened.data.training.classes.count)
    let initial = try request.initialWeights(for: specification, classes: opened.data.training.classes)
    var configuration = request.configuration
    if let initial { configuration.transfer?.newLayers = initial.newLayers }
    let trainer = try Trainer<Float>(
      specification, configuration: configuration, data: opened.data, workers: request.workers)
    if request.profilePath != nil { trainer.profile = StepProfile(trainer.network.plan) }
    if request.isResumed {
      try Checkpoint.restore(trainer, path: request.folder.checkpointPath)
    } else {
      try initial?.load(into: trainer.network)
      try request.folder.create()
      try request.folder.write(configuration)
      if let statistics = opened.data.statistics { try request.folder.write(statistics) }
      // From its first moment a run can be gone on with.
      try Checkpoint.save(trainer, path: request.folder.checkpointPath)
    }
    var session = TrainingSession(
      trainer: trainer, folder: request.folder, report: TrainingReport(arguments, trainer, notes: opened.notes),
      profilePath: request.profilePath, isQuiet: arguments.isQuiet || arguments.isJSON)
    return try session.run()
  }
}
