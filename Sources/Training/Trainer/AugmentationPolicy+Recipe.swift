import Datasets
import Networks

extension AugmentationPolicy {
  /// The random changes that a recipe calls for.
  public init(_ recipe: AugmentationRecipe) {
    let crop: Crop =
      switch recipe.crop {
      case .centre: .centre
      case .random: .random
      case .randomResized: .randomResized(RandomResizedCrop())
      }
    self.init(crop: crop, mirrors: recipe.mirrors, colour: ColourNoise(recipe.colour))
  }
}

extension ColourNoise {
  /// The noise that a recipe calls for; nil for none.
  public init?(_ colour: AugmentationRecipe.Colour) {
    switch colour {
    case .none: return nil
    case .paper: self.init(convention: .eigenvalues)
    case .krizhevskyCode: self.init(convention: .standardDeviations)
    }
  }
}
