namespace FlowerModel.Networks;

/// <summary>Weights that come with the trainer; see docs/base.md.</summary>
/// <param name="Alpha">Their width.</param>
/// <param name="ImageSize">Side of the images they were trained on, in pixels. They serve for other sizes too.</param>
/// <param name="RelativePath">Path below the trainer's folder, with forward slashes.</param>
/// <param name="Sha256">SHA-256 of the file in lower case, so that keys can be made without starting the trainer.</param>
public sealed record EmbeddedWeights(double Alpha, int ImageSize, string RelativePath, string Sha256);
