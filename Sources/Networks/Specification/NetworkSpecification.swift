/// A sequential network with every convention that it needs: input, layers, initial values, training recipe.
///
/// The last layer's outputs are the logits; softmax and its loss follow implicitly.
public struct NetworkSpecification: Hashable, Sendable {
  /// The preset's name, such as "paper".
  public var name: String
  /// One sentence: what it is and where it comes from.
  public var summary: String
  /// What the input tensor holds.
  public var input: InputConvention
  /// The layers, first to last.
  public var layers: [LayerSpecification]
  /// How it is trained.
  public var recipe: TrainingRecipe

  /// A specification with every part named; see the properties.
  public init(
    name: String, summary: String, input: InputConvention, layers: [LayerSpecification], recipe: TrainingRecipe
  ) {
    self.name = name
    self.summary = summary
    self.input = input
    self.layers = layers
    self.recipe = recipe
  }
}
