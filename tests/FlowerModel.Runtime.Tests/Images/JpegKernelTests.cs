using FlowerModel.Runtime.Images.Jpeg;
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
    public void A_block_of_one_level_becomes_the_same_samples()
    {
        for (var coefficient = short.MinValue; coefficient < short.MaxValue; coefficient += 5)
        {
            byte[] expected = Filled(64), actual = Filled(64);
            var coefficients = new short[64];
            coefficients[0] = coefficient;
            fixed (short* block = coefficients)
            fixed (byte* e = expected, a = actual)
            {
                StbImage.stbi__idct_block(e, 8, block);
                BlockTransform.Fill(a, 8, coefficient);
            }

            Assert.Equal(expected, actual);
        }
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 4)]
    public void Rows_of_each_width_are_enlarged_alike(int across, int down)
    {
        for (var width = 1; width <= 70; width++)
        {
            byte[] near = Noise(width, width), far = Noise(width, -width), expected = Filled((across * width) + 3), actual = Filled((across * width) + 3);
            fixed (byte* n = near, f = far, e = expected, a = actual)
            {
                switch (across, down)
                {
                    case (2, 2):
                        StbImage.stbi__resample_row_hv_2(e, n, f, width, 2);
                        ChromaUpsampling.Double(a, n, f, width);
                        break;
                    case (1, 2):
                        StbImage.stbi__resample_row_v_2(e, n, f, width, 1);
                        ChromaUpsampling.DoubleRows(a, n, f, width);
                        break;
                    case (2, 1):
                        StbImage.stbi__resample_row_h_2(e, n, f, width, 2);
                        ChromaUpsampling.DoubleColumns(a, n, width);
                        break;
                    default:
                        StbImage.stbi__resample_row_generic(e, n, f, width, across);
                        ChromaUpsampling.Repeat(a, n, width, across);
                        break;
                }
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
                Convert(y, cb, cr, expected, actual);
                if (!expected.AsSpan(0, 768).SequenceEqual(actual.AsSpan(0, 768))) Assert.Fail($"Cb {blue}, Cr {red}");
            }
        }
    }

    [Fact]
    public void Rows_of_each_length_are_converted_alike()
    {
        for (var count = 0; count <= 70; count++)
        {
            byte[] expected = Filled((count * 3) + 1), actual = Filled((count * 3) + 1);

            Convert(Noise(count, 1), Noise(count, 2), Noise(count, 3), expected, actual);

            // StbImageSharp also writes one byte after the last pixel.
            Assert.Equal(expected.AsSpan(0, count * 3), actual.AsSpan(0, count * 3));
            Assert.Equal(Untouched, actual[^1]);
        }
    }

    private static void Convert(byte[] y, byte[] cb, byte[] cr, byte[] expected, byte[] actual)
    {
        fixed (byte* luma = y, blue = cb, red = cr, e = expected, a = actual)
        {
            StbImage.stbi__YCbCr_to_RGB_row(e, luma, blue, red, y.Length, 3);
            ColorConversion.ToRgb(a, luma, blue, red, y.Length);
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
