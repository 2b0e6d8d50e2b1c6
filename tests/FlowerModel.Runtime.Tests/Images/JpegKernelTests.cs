using FlowerModel.Runtime.Images.Jpeg;
using FlowerModel.Testing;
using StbImageSharp;

namespace FlowerModel.Runtime.Tests.Images;

/// <summary>The vectorized steps of decoding a JPEG return the bytes of StbImageSharp's scalar ones.</summary>
public unsafe class JpegKernelTests
{
    private const byte Untouched = 77;

    /// <summary>The range of a coefficient, and how many of a hundred are not zero.</summary>
    [Theory]
    [InlineData(8, 20)]
    [InlineData(1200, 10)]
    [InlineData(1200, 100)]
    [InlineData(short.MaxValue, 100)]
    public void A_block_becomes_the_same_samples(int range, int percent)
    {
        const int stride = 11;
        var random = new Random(range + percent);
        for (var run = 0; run < 500; run++)
        {
            var coefficients = new short[64];
            foreach (ref var coefficient in coefficients.AsSpan())
            {
                if (random.Next(100) < percent) coefficient = (short)random.Next(-range - 1, range + 1);
            }

            byte[] expected = Filled(8 * stride), actual = Filled(8 * stride);
            fixed (short* block = coefficients)
            fixed (byte* e = expected, a = actual)
            {
                StbImage.stbi__idct_block(e, stride, block);
                BlockTransform.ToSamples(a, stride, block);
            }

            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Chroma_rows_of_each_width_are_doubled_alike()
    {
        for (var width = 1; width <= 70; width++)
        {
            byte[] near = Noise(width, width), far = Noise(width, -width), expected = Filled((2 * width) + 3), actual = Filled((2 * width) + 3);
            fixed (byte* n = near, f = far, e = expected, a = actual)
            {
                StbImage.stbi__resample_row_hv_2(e, n, f, width, 2);
                Assert.True(ChromaUpsampling.Double(a, n, f, width, 2) == a);
            }

            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void All_colors_are_converted_alike()
    {
        byte[] y = [.. Enumerable.Range(0, 256).Select(level => (byte)level)], expected = new byte[(256 * 3) + 1], actual = new byte[(256 * 3) + 1];
        byte[] cb = new byte[256], cr = new byte[256];
        for (var blue = 0; blue < 256; blue++)
        {
            for (var red = 0; red < 256; red++)
            {
                Array.Fill(cb, (byte)blue);
                Array.Fill(cr, (byte)red);
                Convert(y, cb, cr, 3, expected, actual);
                if (!expected.AsSpan(0, 768).SequenceEqual(actual.AsSpan(0, 768))) Assert.Fail($"Cb {blue}, Cr {red}");
            }
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Rows_of_each_length_are_converted_alike(int step)
    {
        for (var count = 0; count <= 70; count++)
        {
            byte[] expected = Filled((count * step) + 1), actual = Filled((count * step) + 1);

            Convert(Noise(count, 1), Noise(count, 2), Noise(count, 3), step, expected, actual);

            // StbImageSharp also writes one byte after the last pixel, which the next row replaces.
            Assert.Equal(expected.AsSpan(0, count * step), actual.AsSpan(0, count * step));
        }
    }

    [Fact]
    public void Photos_become_the_same_pixels_and_damaged_ones_the_same_errors()
    {
        var folder = Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "flowers");
        var random = new Random(1);
        foreach (var file in Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, i) => i % 20 == 0))
        {
            var bytes = File.ReadAllBytes(file);
            Assert.Equal(ImageResult.FromMemory(bytes, ColorComponents.RedGreenBlue).Data, JpegDecoder.Decode(bytes).Data);
            for (var i = 0; i < 4; i++)
            {
                bytes[random.Next(2, bytes.Length)] = (byte)random.Next(256);
                Assert.Equal(
                    Outcome(() => ImageResult.FromMemory(bytes, ColorComponents.RedGreenBlue)),
                    Outcome(() => JpegDecoder.Decode(bytes)));
            }
        }
    }

    private static string Outcome(Func<ImageResult> decode)
    {
        try
        {
            var result = decode();
            // Not the pixels: where a damaged file ends early, the decoder leaves memory as it found it.
            return $"{result.Width}x{result.Height}";
        }
#pragma warning disable CA1031 // Each exception counts.
        catch (Exception error)
#pragma warning restore CA1031
        {
            // Not the message: the library keeps its reason in a static field, which other threads overwrite.
            return $"{error.GetType()}";
        }
    }

    private static void Convert(byte[] y, byte[] cb, byte[] cr, int step, byte[] expected, byte[] actual)
    {
        fixed (byte* luma = y, blue = cb, red = cr, e = expected, a = actual)
        {
            StbImage.stbi__YCbCr_to_RGB_row(e, luma, blue, red, y.Length, step);
            ColorConversion.ToRgb(a, luma, blue, red, y.Length, step);
        }
    }

    private static byte[] Noise(int length, int seed)
    {
        var noise = new byte[length];
        new Random(seed).NextBytes(noise);
        return noise;
    }

    private static byte[] Filled(int length)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, Untouched);
        return bytes;
    }
}
