using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FlowerModel.Runtime.Images;

/// <summary>
/// Separable, antialiased bilinear resizing: a weighted mean of source rows, then of columns. No fused multiply-add is used, so the
/// same image gives the same bits on every machine. The two inner loops are compiled with full optimization from the start, for
/// programs that classify only one image.
/// </summary>
internal static class Resampler
{
    private const int Channels = 3;

    /// <summary>
    /// Resizes a region of an image to exactly <paramref name="width"/> x <paramref name="height"/>. Like Keras'
    /// <c>image_dataset_from_directory</c>, it stretches the region without cropping or padding.
    /// </summary>
    /// <param name="image">The source image.</param>
    /// <param name="crop">The region, in source pixels; <see cref="CropRectangle.Whole"/> for the whole image.</param>
    /// <param name="width">The width of the result in pixels, at least 1.</param>
    /// <param name="height">The height of the result in pixels, at least 1.</param>
    /// <param name="destination">Receives <c>height * width * 3</c> unrounded values from 0 to 255: row-major RGB.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width or height is not positive, or the region is not inside the image.</exception>
    /// <exception cref="ArgumentException">The destination has the wrong length.</exception>
    public static void Resize(RgbImage image, CropRectangle crop, int width, int height, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        Resize(image.Pixels, image.Width, image.Height, crop, width, height, destination);
    }

    internal static void Resize(
        ReadOnlySpan<byte> pixels, int sourceWidth, int sourceHeight, CropRectangle crop, int width, int height, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        crop.CheckInside(sourceWidth, sourceHeight);
        if (destination.Length != (long)width * height * Channels)
        {
            throw new ArgumentException(
                $"A {width}x{height} RGB image has {(long)width * height * Channels} values, not {destination.Length}.",
                nameof(destination));
        }

        using var rows = new ResampleAxis(sourceHeight, crop.Y, crop.Height, height);
        using var columns = new ResampleAxis(sourceWidth, crop.X, crop.Width, width);
        var from = columns.First * Channels;
        var used = (columns.End * Channels) - from;

        // One float longer than the row, because a pixel is read as a vector of four.
        var buffer = ArrayPool<float>.Shared.Rent(used + 1);
        var row = buffer.AsSpan(0, used + 1);
        row[used] = 0;
        for (var y = 0; y < height; y++)
        {
            BlendRows(pixels[from..], sourceWidth * Channels, rows.Start(y), rows.Weights(y), row[..used]);
            BlendColumns(row, columns, destination.Slice(y * width * Channels, width * Channels));
        }

        ArrayPool<float>.Shared.Return(buffer);
    }

    /// <summary>Computes the weighted mean of source rows: <c>row[i] = sum of weights[k] * pixels[(start + k) * stride + i]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BlendRows(ReadOnlySpan<byte> pixels, int stride, int start, ReadOnlySpan<float> weights, Span<float> row)
    {
        for (var k = 0; k < weights.Length; k++)
        {
            var source = pixels.Slice((start + k) * stride, row.Length);
            var weight = weights[k];
            var i = 0;
            for (; i + Vector128<byte>.Count <= row.Length; i += Vector128<byte>.Count)
            {
                var (low, high) = Vector128.Widen(Vector128.Create(source.Slice(i, Vector128<byte>.Count)));
                var (first, second) = Vector128.Widen(low);
                var (third, fourth) = Vector128.Widen(high);
                Accumulate(first, weight, row.Slice(i, 4), k == 0);
                Accumulate(second, weight, row.Slice(i + 4, 4), k == 0);
                Accumulate(third, weight, row.Slice(i + 8, 4), k == 0);
                Accumulate(fourth, weight, row.Slice(i + 12, 4), k == 0);
            }

            for (; i < row.Length; i++) row[i] = (k == 0 ? 0 : row[i]) + (weight * source[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(Vector128<uint> samples, float weight, Span<float> sums, bool first)
    {
        var term = Vector128.ConvertToSingle(samples.AsInt32()) * weight;
        (first ? term : term + Vector128.Create<float>(sums)).CopyTo(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BlendColumns(ReadOnlySpan<float> row, ResampleAxis columns, Span<float> output)
    {
        for (var x = 0; x * Channels < output.Length; x++)
        {
            var sum = Vector128<float>.Zero;
            var pixel = (columns.Start(x) - columns.First) * Channels;
            foreach (var weight in columns.Weights(x))
            {
                sum += Vector128.Create(row.Slice(pixel, 4)) * weight;
                pixel += Channels;
            }

            var to = output.Slice(x * Channels, Channels);
            to[0] = sum[0];
            to[1] = sum[1];
            to[2] = sum[2];
        }
    }
}
