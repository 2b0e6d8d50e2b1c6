namespace FlowerModel.Runtime.Images;

/// <summary>
/// Turns an image into a model's input: antialiased bilinear resize, then <c>(value - mean) / standardDeviation</c> with one
/// mean and one standard deviation for all channels. Training and serving both call this. Instances are immutable and may be
/// used by many threads at once.
/// </summary>
public sealed class ImagePreprocessor
{
    /// <summary>What a model expects.</summary>
    /// <param name="width">Pixels in a row of the model's input.</param>
    /// <param name="height">Rows of the model's input.</param>
    /// <param name="mean">Subtracted from each sample (0 to 255). The default maps to [-1, 1] (Keras' preprocessing mode <c>tf</c>).</param>
    /// <param name="standardDeviation">Divides the difference; greater than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not in 1 to 65535, or a number is not finite or not positive.</exception>
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

    /// <summary>Pixels in a row of the result.</summary>
    public int Width { get; }

    /// <summary>Rows of the result.</summary>
    public int Height { get; }

    /// <summary>Subtracted from each sample.</summary>
    public float Mean { get; }

    /// <summary>Divides each difference.</summary>
    public float StandardDeviation { get; }

    /// <summary>Number of values in the result: <c>Height * Width * 3</c>.</summary>
    public int Length { get; }

    /// <summary>Prepares a whole image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="destination">Receives <see cref="Length"/> values in the order height, width, channel (R, G, B).</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    public void Prepare(RgbImage image, Span<float> destination) => Prepare(image, CropRectangle.Whole(image), destination);

    /// <summary>Prepares a part of an image, stretched to the whole input: a training-time view.</summary>
    /// <param name="image">The image.</param>
    /// <param name="crop">The part, in source pixels.</param>
    /// <param name="destination">Receives <see cref="Length"/> values in the order height, width, channel (R, G, B).</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the image.</exception>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
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

    /// <summary>Replaces each sample (0 to 255) by <c>(sample - mean) / standardDeviation</c>.</summary>
    public void Normalize(Span<float> samples)
    {
        for (var i = 0; i < samples.Length; i++) samples[i] = (samples[i] - Mean) / StandardDeviation;
    }
}
