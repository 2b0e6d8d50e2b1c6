using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowerModel.Runtime.Images;

/// <summary>
/// Converts an image to a model's input: an antialiased bilinear resize, then <c>(value - mean) / standardDeviation</c> with one mean
/// and one standard deviation for all channels. Training and serving both use this class. Instances are immutable and thread-safe.
/// </summary>
public sealed class ImagePreprocessor
{
    /// <summary>Creates a preprocessor for a model's input size and normalization.</summary>
    /// <param name="width">The width of the model's input, in pixels.</param>
    /// <param name="height">The height of the model's input, in pixels.</param>
    /// <param name="mean">
    /// The value that is subtracted from each sample (0 to 255). The defaults map samples to [-1, 1] (Keras' preprocessing mode <c>tf</c>).
    /// </param>
    /// <param name="standardDeviation">The value that each difference is divided by; greater than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The width or height is not between 1 and 65535, the mean is not finite, or the standard deviation is not finite or not positive.
    /// </exception>
    public ImagePreprocessor(int width, int height, float mean = 127.5f, float standardDeviation = 127.5f)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, RgbImage.MaxSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, RgbImage.MaxSide);
        if (!float.IsFinite(mean)) throw new ArgumentOutOfRangeException(nameof(mean), mean, "The mean must be finite.");
        if (!float.IsFinite(standardDeviation) || standardDeviation <= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(standardDeviation), standardDeviation, "The standard deviation must be finite and greater than 0.");
        }

        Width = width;
        Height = height;
        Mean = mean;
        StandardDeviation = standardDeviation;
        Length = checked(width * height * 3);
    }

    /// <summary>The width of the result, in pixels.</summary>
    public int Width { get; }

    /// <summary>The height of the result, in pixels.</summary>
    public int Height { get; }

    /// <summary>The value that is subtracted from each sample.</summary>
    public float Mean { get; }

    /// <summary>The value that each difference is divided by.</summary>
    public float StandardDeviation { get; }

    /// <summary>The number of values in the result: <c>Height * Width * 3</c>.</summary>
    public int Length { get; }

    /// <summary>Prepares a whole image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="destination">Receives <see cref="Length"/> values in the order height, width, channel (R, G, B).</param>
    /// <exception cref="ArgumentException">The destination does not have <see cref="Length"/> elements.</exception>
    public void Prepare(RgbImage image, Span<float> destination) => Prepare(image, CropRectangle.Whole(image), destination);

    /// <summary>Prepares a region of an image, stretched to the size of the input. Training uses this for augmented views.</summary>
    /// <param name="image">The image.</param>
    /// <param name="crop">The region, in source pixels.</param>
    /// <param name="destination">Receives <see cref="Length"/> values in the order height, width, channel (R, G, B).</param>
    /// <exception cref="ArgumentOutOfRangeException">The region is not inside the image.</exception>
    /// <exception cref="ArgumentException">The destination does not have <see cref="Length"/> elements.</exception>
    public void Prepare(RgbImage image, CropRectangle crop, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        Prepare(image.Pixels, image.Width, image.Height, crop, destination);
    }

    internal void Prepare(ReadOnlySpan<byte> pixels, int width, int height, CropRectangle crop, Span<float> destination)
    {
        Resampler.Resize(pixels, width, height, crop, Width, Height, destination);
        Normalize(destination);
    }

    /// <summary>Replaces each sample (0 to 255) with <c>(sample - mean) / standardDeviation</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Normalize(Span<float> samples)
    {
        var (mean, deviation) = (Vector128.Create(Mean), Vector128.Create(StandardDeviation));
        var i = 0;
        for (; i + Vector128<float>.Count <= samples.Length; i += Vector128<float>.Count)
        {
            var four = samples.Slice(i, Vector128<float>.Count);
            ((Vector128.Create<float>(four) - mean) / deviation).CopyTo(four);
        }

        for (; i < samples.Length; i++) samples[i] = (samples[i] - Mean) / StandardDeviation;
    }
}
