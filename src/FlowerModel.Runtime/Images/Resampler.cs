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
        // The loop does not check bounds, so this slice does.
        pixels = pixels.Slice(start * stride, ((weights.Length - 1) * stride) + row.Length);
        ref var source = ref MemoryMarshal.GetReference(pixels);
        var i = 0;
        for (; i + Vector128<byte>.Count <= row.Length; i += Vector128<byte>.Count)
        {
            var (first, second, third, fourth) = Weighted(Vector128.LoadUnsafe(ref source, (nuint)i), weights[0]);
            for (var k = 1; k < weights.Length; k++)
            {
                var (a, b, c, d) = Weighted(Vector128.LoadUnsafe(ref source, (nuint)((k * stride) + i)), weights[k]);
                (first, second, third, fourth) = (first + a, second + b, third + c, fourth + d);
            }

            first.CopyTo(row[i..]);
            second.CopyTo(row[(i + 4)..]);
            third.CopyTo(row[(i + 8)..]);
            fourth.CopyTo(row[(i + 12)..]);
        }

        for (; i < row.Length; i++)
        {
            row[i] = weights[0] * pixels[i];
            for (var k = 1; k < weights.Length; k++) row[i] += weights[k] * pixels[(k * stride) + i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> First, Vector128<float> Second, Vector128<float> Third, Vector128<float> Fourth) Weighted(
        Vector128<byte> samples, float weight)
    {
        var (low, high) = Vector128.Widen(samples);
        var (first, second) = Vector128.Widen(low);
        var (third, fourth) = Vector128.Widen(high);
        return (
            Vector128.ConvertToSingle(first.AsInt32()) * weight,
            Vector128.ConvertToSingle(second.AsInt32()) * weight,
            Vector128.ConvertToSingle(third.AsInt32()) * weight,
            Vector128.ConvertToSingle(fourth.AsInt32()) * weight);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BlendColumns(ReadOnlySpan<float> row, ResampleAxis columns, Span<float> output)
    {
        var x = 0;
        for (; (x * Channels) + Vector128<float>.Count <= output.Length; x++)
        {
            // The fourth lane is replaced by the next pixel.
            BlendPixel(row, columns, x).CopyTo(output[(x * Channels)..]);
        }

        for (; x * Channels < output.Length; x++)
        {
            var sum = BlendPixel(row, columns, x);
            for (var channel = 0; channel < Channels; channel++) output[(x * Channels) + channel] = sum[channel];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> BlendPixel(ReadOnlySpan<float> row, ResampleAxis columns, int x)
    {
        var sum = Vector128<float>.Zero;
        var pixel = (columns.Start(x) - columns.First) * Channels;
        foreach (var weight in columns.Weights(x))
        {
            sum += Vector128.Create(row.Slice(pixel, 4)) * weight;
            pixel += Channels;
        }

        return sum;
    }
}
