namespace FlowerModel.Networks;

/// <summary>Weights that ship with the trainer; see docs/base.md.</summary>
/// <param name="Alpha">Width multiplier.</param>
/// <param name="ImageSize">Side of the images they were trained on, in pixels. They can be used for other sizes, too.</param>
/// <param name="RelativePath">Path below the trainer's folder, with forward slashes.</param>
/// <param name="Sha256">SHA-256 of the file in lowercase hexadecimal digits, so that keys can be computed without starting the trainer.</param>
public sealed record EmbeddedWeights(double Alpha, int ImageSize, string RelativePath, string Sha256);
