using FlowerModel.Runtime.Images;

namespace FlowerModel.Trainer.Features;

/// <summary>
/// A perceptual hash of 64 bits: images that look alike, such as copies of another size or compression, differ in few of them. The image is reduced to
/// 32x32 gray samples; each bit says whether one of the 64 lowest frequencies of their discrete cosine transform is above the median (Zauner,
/// "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010). Integers only, so it is the same on every machine.
/// </summary>
internal static class ImageFingerprint
{
    private const int Side = 32;
    private const int Frequencies = 8;
    private const int Scale = 1 << 12;

    // Samples have 4 more bits than bytes.
    private const int SampleScale = 16;

    // Images without more contrast than this are plain areas, whose frequencies are noise.
    private const int MinContrast = 16 * SampleScale;

    private static readonly int[] Cosines = MakeCosines();

    /// <summary>Returns the hash; null for an image that is nearly one plain color.</summary>
    public static ulong? Of(RgbImage image)
    {
        var samples = Samples(image);
        if (samples.Max() - samples.Min() < MinContrast) return null;
        var spectrum = Spectrum(samples);
        // The first frequency is the brightness, which says nothing about the content.
        var sorted = spectrum.AsSpan(1).ToArray();
        Array.Sort(sorted);
        var median = sorted[sorted.Length / 2];
        var hash = 0ul;
        for (var i = 1; i < spectrum.Length; i++) hash |= spectrum[i] > median ? 1ul << i : 0;
        return hash;
    }

    private static int[] Samples(RgbImage image)
    {
        var samples = new int[Side * Side];
        for (var row = 0; row < Side; row++)
        {
            var (top, bottom) = Range(row, image.Height);
            for (var column = 0; column < Side; column++)
            {
                var (left, right) = Range(column, image.Width);
                var sum = 0L;
                for (var y = top; y < bottom; y++)
                {
                    var pixels = image.Pixels.AsSpan(((y * image.Width) + left) * 3, (right - left) * 3);
                    for (var x = 0; x < pixels.Length; x += 3) sum += (299 * pixels[x]) + (587 * pixels[x + 1]) + (114 * pixels[x + 2]);
                }

                samples[(row * Side) + column] = (int)(sum * SampleScale / (1000L * (bottom - top) * (right - left)));
            }
        }

        return samples;
    }

    private static (int Start, int End) Range(int cell, int length)
    {
        var start = (int)((long)cell * length / Side);
        return (start, Math.Max(start + 1, (int)((cell + 1L) * length / Side)));
    }

    private static long[] Spectrum(int[] samples)
    {
        var rows = new long[Side * Frequencies];
        for (var row = 0; row < Side; row++)
        {
            for (var frequency = 0; frequency < Frequencies; frequency++)
            {
                for (var x = 0; x < Side; x++) rows[(row * Frequencies) + frequency] += samples[(row * Side) + x] * Cosines[(frequency * Side) + x];
            }
        }

        var spectrum = new long[Frequencies * Frequencies];
        for (var vertical = 0; vertical < Frequencies; vertical++)
        {
            for (var horizontal = 0; horizontal < Frequencies; horizontal++)
            {
                for (var y = 0; y < Side; y++)
                    spectrum[(vertical * Frequencies) + horizontal] += rows[(y * Frequencies) + horizontal] * Cosines[(vertical * Side) + y];
            }
        }

        return spectrum;
    }

    // 12 bits; no cosine is so close to the middle between two of these values that another rounding of Math.Cos would matter.
    private static int[] MakeCosines()
    {
        var cosines = new int[Frequencies * Side];
        for (var frequency = 0; frequency < Frequencies; frequency++)
        {
            for (var x = 0; x < Side; x++) cosines[(frequency * Side) + x] = (int)Math.Round(Scale * Math.Cos(Math.PI * frequency * (x + 0.5) / Side));
        }

        return cosines;
    }
}
