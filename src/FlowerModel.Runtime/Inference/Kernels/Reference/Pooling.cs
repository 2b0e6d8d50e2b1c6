using System.Numerics;
using FlowerModel.Runtime.Inference.Plan;

namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>AVERAGE_POOL_2D and MAX_POOL_2D: pixels outside the picture do not count.</summary>
internal static class Pooling
{
    /// <summary>Mean of the window's pixels.</summary>
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

    /// <summary>Mean of the window's pixels in stored integers; halves are rounded away from zero, as TFLite does.</summary>
    public static void Average(
        SlidingWindow window, ReadOnlySpan<sbyte> input, (int Minimum, int Maximum) activation, Span<sbyte> output)
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

                var mean = count == 0 ? 0 : (sum > 0 ? sum + (count / 2) : sum - (count / 2)) / count;
                output[(p * channels) + c] = (sbyte)Math.Clamp(mean, activation.Minimum, activation.Maximum);
            }
        }
    }

    /// <summary>Largest of the window's pixels, limited to a range.</summary>
    public static void Maximum<T>(SlidingWindow window, ReadOnlySpan<T> input, T minimum, T maximum, Span<T> output)
        where T : unmanaged, INumber<T>
    {
        var channels = window.Output.Channels;
        for (var p = 0; p < window.OutputPixels; p++)
        {
            for (var c = 0; c < channels; c++)
            {
                var largest = minimum;
                foreach (var pixel in new Pixels(window, p)) largest = T.Max(largest, input[(pixel * channels) + c]);
                output[(p * channels) + c] = T.Min(largest, maximum);
            }
        }
    }

    /// <summary>Enumerates the input pixels under one output pixel.</summary>
    private ref struct Pixels
    {
        private readonly SlidingWindow _window;
        private readonly int _originY;
        private readonly int _originX;
        private readonly int _picture;
        private readonly int _endV;
        private readonly int _firstU;
        private readonly int _endU;
        private int _v;
        private int _u;

        public Pixels(SlidingWindow window, int outputPixel)
        {
            _window = window;
            var (row, x) = Math.DivRem(outputPixel, window.Output.Width);
            (_picture, var y) = Math.DivRem(row, window.Output.Height);
            _originY = (y * window.StrideHeight) - window.PaddingTop;
            _originX = (x * window.StrideWidth) - window.PaddingLeft;
            (_v, _endV) = window.KernelRows(y);
            (_firstU, _endU) = window.KernelColumns(x);
            _u = _firstU - 1;
        }

        public readonly int Current =>
            (((_picture * _window.Input.Height) + _originY + _v) * _window.Input.Width) + _originX + _u;

        public readonly Pixels GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_v >= _endV || _firstU >= _endU) return false;
            if (++_u < _endU) return true;
            _u = _firstU;
            return ++_v < _endV;
        }
    }
}
