using FlowerModel.Pipeline.Data;

namespace FlowerModel.Trainer.Features;

/// <summary>An image of the dataset.</summary>
/// <param name="Sha256">SHA-256 of its file as in the manifest, lowercase hexadecimal digits.</param>
/// <param name="Path">Full path of the file.</param>
/// <param name="Subset">Its subset, which decides what is stored for it.</param>
internal sealed record ImageSource(string Sha256, string Path, Subset Subset = Subset.Train);

/// <summary>An image that was left out.</summary>
/// <param name="Image">The image.</param>
/// <param name="Reason">The reason.</param>
internal sealed record ImageProblem(ImageSource Image, string Reason);

/// <summary>Progress of an extraction.</summary>
/// <param name="Done">Number of images that went through the base so far.</param>
/// <param name="Total">Number of images that have to go through the base.</param>
internal readonly record struct ExtractionProgress(int Done, int Total);

/// <summary>The result of an extraction.</summary>
/// <param name="Images">Number of different images.</param>
/// <param name="Computed">SHA-256 of the images that went through the base.</param>
/// <param name="Unreadable">Images left out because they cannot be decoded.</param>
internal sealed record ExtractionResult(int Images, IReadOnlyCollection<string> Computed, IReadOnlyList<ImageProblem> Unreadable)
{
    /// <summary>
    /// Number of these images that are at most half as wide and half as high as the network's input, so that three quarters of its pixels are interpolated.
    /// </summary>
    public int SmallImages { get; init; }

    /// <summary>Number of images that went through the base.</summary>
    public int ComputedImages => Computed.Count;

    /// <summary>Number of images whose activations were all stored already.</summary>
    public int ReusedImages => Images - Computed.Count - Unreadable.Count;
}

/// <summary>What is stored per image, and how it is computed.</summary>
internal sealed record ExtractionOptions
{
    /// <summary>Identifies base, weights, width and image size in the store's paths.</summary>
    public required string BaseId { get; init; }

    /// <summary>Where activations are taken.</summary>
    public required IReadOnlyList<Network.Tap> Taps { get; init; }

    /// <summary>Views per image; 1 = the plain image only.</summary>
    public int Views { get; init; } = 1;

    /// <summary>How activations are stored.</summary>
    public ActivationFormat Format { get; init; }

    /// <summary>
    /// True (the default) if stored activations must match their checksums; false where nothing reads them or they have just been verified.
    /// </summary>
    public bool Verify { get; init; } = true;

    /// <summary>True to keep the perceptual hash of each image that is decoded; default false.</summary>
    public bool Fingerprints { get; init; }

    /// <summary>Seed of the views after the plain one.</summary>
    public ulong ViewSeed { get; init; }
}
