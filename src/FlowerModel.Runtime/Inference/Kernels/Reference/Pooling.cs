using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;

namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>AVERAGE_POOL_2D and MAX_POOL_2D; pixels outside the image are ignored.</summary>
internal static class Pooling
{
    /// <summary>Computes the mean of the window's pixels.</summary>
    public static void Average(SlidingWindow window, ReadOnlySpan<float> input, ActivationRange activation, Span<float> output)
    {
        var channels = window.Output.Channels;
        for (var p = 0; p < window.OutputPixels; p++)
        {
            for (var c = 0; c < channels; c++)
            {
                var (sum, count) = (0f, 0);
                foreach (var pixel in new Pixels(window, p))
                {
                    sum += input[(pixel * channels) + c];
                    count++;
                }

                output[(p * channels) + c] = activation.Apply(sum / count);
            }
        }
    }

    /// <summary>
    /// Computes the mean of the window's pixels in stored integers. As in TFLite, halves are rounded away from zero, or up if the integers are
    /// uint8 in the file.
    /// </summary>
    public static void Average(
        SlidingWindow window, ReadOnlySpan<sbyte> input, bool isUnsigned, (int Minimum, int Maximum) activation, Span<sbyte> output)
    {
        var channels = window.Output.Channels;
        for (var p = 0; p < window.OutputPixels; p++)
        {
            for (var c = 0; c < channels; c++)
            {
                var (sum, count) = (0L, 0);
                foreach (var pixel in new Pixels(window, p))
                {
                    sum += input[(pixel * channels) + c];
                    count++;
                }

                // uint8 sums are not negative; neither is a sum of int8 elements plus 128 each.
                var offset = isUnsigned ? SignedBytes.Offset : 0;
                sum += (long)count * offset;
                var mean = count == 0 ? 0 : ((sum > 0 ? sum + (count / 2) : sum - (count / 2)) / count) - offset;
                output[(p * channels) + c] = (sbyte)Math.Clamp(mean, activation.Minimum, activation.Maximum);
            }
        }
    }

    /// <summary>Computes the maximum of the window's pixels, limited to a range.</summary>
    public static void Maximum(SlidingWindow window, ReadOnlySpan<float> input, float minimum, float maximum, Span<float> output) =>
        Maximum(default(Floats), window, input, minimum, maximum, output);

    /// <summary>Computes the maximum of the window's pixels, limited to a range.</summary>
    public static void Maximum(SlidingWindow window, ReadOnlySpan<sbyte> input, sbyte minimum, sbyte maximum, Span<sbyte> output) =>
        Maximum(default(Bytes), window, input, minimum, maximum, output);

    private static void Maximum<TOrder, T>(TOrder order, SlidingWindow window, ReadOnlySpan<T> input, T minimum, T maximum, Span<T> output)
        where TOrder : struct, IOrder<T>
        where T : unmanaged
    {
        var channels = window.Output.Channels;
        for (var p = 0; p < window.OutputPixels; p++)
        {
            var largest = output.Slice(p * channels, channels);
            largest.Fill(minimum);
            foreach (var pixel in new Pixels(window, p))
            {
                var values = input.Slice(pixel * channels, channels);
                for (var c = 0; c < largest.Length; c++) largest[c] = order.Max(largest[c], values[c]);
            }

            for (var c = 0; c < largest.Length; c++) largest[c] = order.Min(largest[c], maximum);
        }
    }

    // Generic math would need .NET 7.
    private interface IOrder<T>
    {
        T Max(T a, T b);

        T Min(T a, T b);
    }

    private readonly struct Floats : IOrder<float>
    {
        public float Max(float a, float b) => MathF.Max(a, b);

        public float Min(float a, float b) => MathF.Min(a, b);
    }

    private readonly struct Bytes : IOrder<sbyte>
    {
        public sbyte Max(sbyte a, sbyte b) => Math.Max(a, b);

        public sbyte Min(sbyte a, sbyte b) => Math.Min(a, b);
    }

    /// <summary>Enumerates the input pixels under one output pixel.</summary>
    private ref struct Pixels
    {
        private readonly SlidingWindow window;
        private readonly int originY;
        private readonly int originX;
        private readonly int image;
        private readonly int endV;
        private readonly int firstU;
        private readonly int endU;
        private int v;
        private int u;

        public Pixels(SlidingWindow window, int outputPixel)
        {
            this.window = window;
            var (row, x) = Math.DivRem(outputPixel, window.Output.Width);
            (image, var y) = Math.DivRem(row, window.Output.Height);
            originY = (y * window.StrideHeight) - window.PaddingTop;
            originX = (x * window.StrideWidth) - window.PaddingLeft;
            (v, endV) = window.KernelRows(y);
            (firstU, endU) = window.KernelColumns(x);
            u = firstU - 1;
        }

        public readonly int Current =>
            (((image * this.window.Input.Height) + originY + v) * this.window.Input.Width) + originX + u;

        public readonly Pixels GetEnumerator() => this;

        public bool MoveNext()
        {
            if (v >= endV || firstU >= endU) return false;
            if (++u < endU) return true;
            u = firstU;
            return ++v < endV;
        }
    }
}
