extension TrainingRecipe {
  /// The recipe in words, such as "batch 128, 90 epochs, rate 0.01 …".
  package var words: String {
    let rule: String
    switch form {
    case .paper: rule = "v ← μv − ε(g + λw), w ← w + v"
    case .pytorch: rule = "b ← μb + g + λw, w ← w − εb"
    }
    return "\(epochs) epochs in batches of \(batch); rate ε \(learningRate.words), \(schedule.words); "
      + "momentum μ \(momentum.words), weight decay λ \(weightDecay.words), \(rule); "
      + "training images: \(augmentation.words)"
  }

  /// All of it, under names.
  package var namedValues: [NamedValue] {
    [
      NamedValue("batch", .integer(batch)), NamedValue("epochs", .integer(epochs)),
      NamedValue("learningRate", .number(learningRate)), NamedValue("momentum", .number(momentum)),
      NamedValue("weightDecay", .number(weightDecay)), NamedValue("form", .text(form.rawValue)),
      NamedValue("schedule", .group(schedule.namedValues)),
      NamedValue(
        "augmentation",
        .group([
          NamedValue("crop", .text(augmentation.crop.rawValue)),
          NamedValue("mirrors", .flag(augmentation.mirrors)),
          NamedValue("colour", .text(augmentation.colour.rawValue)),
        ])),
    ]
  }
}

extension AugmentationRecipe {
  /// The changes in words, such as "random crops, mirrored at random".
  package var words: String {
    var words: [String] = []
    switch crop {
    case .centre: words.append("the centre")
    case .random: words.append("random crops")
    case .randomResized: words.append("random crops of random size")
    }
    if mirrors { words.append("mirrored at random") }
    switch colour {
    case .none: break
    case .paper: words.append("colours shifted by multiples α·λ of their principal components")
    case .krizhevskyCode: words.append("colours shifted by multiples α·√λ/1.1 of their principal components")
    }
    return words.joined(separator: ", ")
  }
}

extension RateSchedule {
  /// The schedule in words, such as "×0.1 every 30 epochs".
  package var words: String {
    switch self {
    case .constant: "constant"
    case .step(let epochs, let factor): "×\(factor.words) every \(epochs) epochs"
    case .multiStep(let epochs, let factor):
      "×\(factor.words) after epoch \(epochs.map(String.init).joined(separator: ", "))"
    case .plateau(let patience, let factor, let drops):
      "×\(factor.words) when \(patience) epochs have not improved the validation error, at most \(drops) times"
    case .polynomial(let power): "falling as (1 − progress)^\(power.words)"
    case .exponential(let final, let steps): "falling to \(final.words) of itself in \(steps) equal ratios"
    case .warmUp(let steps, let then): "rising over the first \(steps) steps, then \(then.words)"
    }
  }

  fileprivate var namedValues: [NamedValue] {
    switch self {
    case .constant: [NamedValue("kind", .text("constant"))]
    case .step(let epochs, let factor):
      [
        NamedValue("kind", .text("step")), NamedValue("epochs", .integer(epochs)),
        NamedValue("factor", .number(factor)),
      ]
    case .multiStep(let epochs, let factor):
      [
        NamedValue("kind", .text("multiStep")), NamedValue("epochs", .integers(epochs)),
        NamedValue("factor", .number(factor)),
      ]
    case .plateau(let patience, let factor, let drops):
      [
        NamedValue("kind", .text("plateau")), NamedValue("patience", .integer(patience)),
        NamedValue("factor", .number(factor)), NamedValue("drops", .integer(drops)),
      ]
    case .polynomial(let power): [NamedValue("kind", .text("polynomial")), NamedValue("power", .number(power))]
    case .exponential(let final, let steps):
      [
        NamedValue("kind", .text("exponential")), NamedValue("final", .number(final)),
        NamedValue("steps", .integer(steps)),
      ]
    case .warmUp(let steps, let then):
      [
        NamedValue("kind", .text("warmUp")), NamedValue("steps", .integer(steps)),
        NamedValue("then", .group(then.namedValues)),
      ]
    }
  }
}
