using System.Runtime.InteropServices;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Tflite;
using Affine = FlowerModel.Tflite.Quantization;

namespace FlowerModel.Conversion.Quantization.Kernels;

/// <summary>
/// An int8 kernel without zero points, in [-127, 127] (TFLite's quantization specification): products need no zero-point correction, and without
/// -128 two products fit the 16-bit sums of some processors.
/// </summary>
internal sealed class SymmetricKernel
{
    private const int Limit = 127;

    private SymmetricKernel(sbyte[] stored, float[] scales, int dimension, int inner)
    {
        Stored = stored;
        Scales = scales;
        Dimension = dimension;
        Inner = inner;
    }

    /// <summary>The stored elements, in the order of the kernel.</summary>
    internal sbyte[] Stored { get; }

    /// <summary>One scale, or one per output channel.</summary>
    internal float[] Scales { get; }

    private int Dimension { get; }

    private int Inner { get; }

    /// <summary>The real value of an element.</summary>
    internal double Real(int index) => (double)Stored[index] * Scales[index / Inner % Scales.Length];

    /// <summary>Returns the scales that use the whole range, one per channel of <paramref name="dimension"/>.</summary>
    /// <param name="kernel">A float32 constant.</param>
    /// <param name="dimension">The output-channel dimension; null for one scale for the whole kernel.</param>
    internal static float[] WidestScales(Tensor kernel, int? dimension)
    {
        var values = kernel.Floats();
        var (channels, inner) = Layout(kernel, dimension);
        var largest = new float[channels];
        for (var i = 0; i < values.Length; i++)
        {
            ref var channel = ref largest[i / inner % channels];
            channel = Math.Max(channel, Math.Abs(values[i]));
        }

        // A channel without weights also needs a scale above 0, and a subnormal scale breaks runtimes.
        var floor = Math.Max(largest.Max() / Limit / 65536, 1e-30f);
        return Array.ConvertAll(largest, each => each > 0 ? Math.Max(each / Limit, floor) : Math.Max(floor, 1f / 65536));
    }

    /// <summary>Rounds a kernel to its scales.</summary>
    /// <param name="kernel">A float32 constant.</param>
    /// <param name="dimension">The output-channel dimension; null if there is one scale.</param>
    /// <param name="scales">The scales.</param>
    internal static SymmetricKernel Round(Tensor kernel, int? dimension, float[] scales)
    {
        var values = kernel.Floats();
        var (channels, inner) = Layout(kernel, dimension);
        var stored = new sbyte[values.Length];
        for (var i = 0; i < stored.Length; i++)
        {
            var rounded = MathF.Round(values[i] / scales[i / inner % channels], MidpointRounding.AwayFromZero);
            stored[i] = (sbyte)Math.Clamp(rounded, -Limit, Limit);
        }

        return new SymmetricKernel(stored, scales, dimension ?? 0, inner);
    }

    /// <summary>The same stored elements, with real values multiplied by <paramref name="factor"/>.</summary>
    internal SymmetricKernel Scaled(double factor) =>
        factor == 1 ? this : new(Stored, Array.ConvertAll(Scales, scale => (float)(scale * factor)), Dimension, Inner);

    /// <summary>The constant that replaces <paramref name="kernel"/>.</summary>
    internal Tensor ToTensor(Tensor kernel) => kernel with
    {
        Type = TensorType.Int8,
        Quantization = new Affine(Scales, new long[Scales.Length], Dimension),
        Data = MemoryMarshal.AsBytes(Stored.AsSpan()).ToArray(),
    };

    private static (int Channels, int Inner) Layout(Tensor kernel, int? dimension)
    {
        if (dimension is not { } channel) return (1, kernel.ElementCount);
        var inner = 1;
        foreach (var length in kernel.Shape.Skip(channel + 1)) inner *= length;
        return (kernel.Shape[channel], inner);
    }
}
