namespace FlowerModel.Networks;

/// <summary>The ImageNet weights without top that are published for a network, by Keras unless they are in a package.</summary>
public sealed record PublishedWeights
{
    /// <summary>URL of the folder that contains the files, with a trailing slash.</summary>
    public required string Url { get; init; }

    /// <summary>The widths and image sizes for which files exist.</summary>
    public required IReadOnlyList<PublishedSizes> Sizes { get; init; }

    /// <summary>Returns the file name for a width and an image size.</summary>
    public required Func<double, int, string> FileName { get; init; }

    /// <summary>The package that contains the weights; null if they are files at <see cref="Url"/>.</summary>
    public WeightsPackage? Package { get; init; }

    /// <summary>Returns true if a file exists.</summary>
    /// <param name="alpha">Width multiplier.</param>
    /// <param name="imageSize">Side of the image in pixels.</param>
    public bool Exist(double alpha, int imageSize) => Sizes.Any(sizes => sizes.Alphas.Contains(alpha) && sizes.ImageSizes.Contains(imageSize));
}

/// <summary>Widths that are available for the same image sizes.</summary>
/// <param name="Alphas">The widths.</param>
/// <param name="ImageSizes">Sides of the image in pixels.</param>
public sealed record PublishedSizes(IReadOnlyList<double> Alphas, IReadOnlyList<int> ImageSizes);
