using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>An int8 depthwise convolution with one output per input channel. Taps beyond the edge read zero points.</summary>
internal static class IntegerDepthwiseLayer<TSimd, TVector>
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
{
    /// <summary>The number of channels per block, and the minimum number of channels of a layer.</summary>
    public static int BlockWidth => 2 * TSimd.Width;

    /// <summary>Prepares a layer.</summary>
    /// <param name="window">Shapes, strides, padding; at least <see cref="BlockWidth"/> channels.</param>
    /// <param name="kernel">Kernel height, kernel width, channels.</param>
    /// <param name="bias">One value per channel.</param>
    /// <param name="requantization">How sums are converted to results.</param>
    public static PreparedLayer<sbyte> Create(SlidingWindow window, ReadOnlySpan<sbyte> kernel, ReadOnlySpan<int> bias, Requantization requantization)
    {
        var count = window.KernelHeight * window.KernelWidth;
        (int First, int Second)[] pairs = window is { KernelHeight: 3, KernelWidth: 3 }
            ? IntegerNineTaps<TSimd, TVector, DoubledHalvesAway<TSimd, TVector>>.Pairs
            : [.. Enumerable.Range(0, (count + 1) / 2).Select(pair => (2 * pair, (2 * pair) + 1 < count ? (2 * pair) + 1 : -1))];
        var taps = new PackedTaps(window, pairs, kernel, bias, requantization, BlockWidth);
        return taps.Requantization.IsDoubled
            ? new IntegerDepthwiseLayer<TSimd, TVector, DoubledHalvesAway<TSimd, TVector>>(window, pairs, taps, (sbyte)requantization.InputZeroPoint)
            : new IntegerDepthwiseLayer<TSimd, TVector, AnyHalvesAway<TSimd, TVector>>(window, pairs, taps, (sbyte)requantization.InputZeroPoint);
    }
}

/// <summary>A prepared <see cref="IntegerDepthwiseLayer{TSimd, TVector}"/>.</summary>
internal sealed unsafe class IntegerDepthwiseLayer<TSimd, TVector, TRequantizer> : PreparedLayer<sbyte>
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
    where TRequantizer : struct, IRequantizer<TRequantizer, TVector>
{
    private const int Threes = 3;
    private const int MaxOnStack = 128;
    private readonly SlidingWindow window;
    private readonly (int First, int Second)[] pairs;
    private readonly PackedTaps taps;
    private readonly sbyte[] outside;

    /// <param name="window">Shapes, strides, padding.</param>
    /// <param name="pairs">The pairs of taps, by their indices in the kernel; a negative index is a weight of zero.</param>
    /// <param name="taps">The weights.</param>
    /// <param name="zeroPoint">The stored value of a real zero in the input.</param>
    public IntegerDepthwiseLayer(SlidingWindow window, (int First, int Second)[] pairs, PackedTaps taps, sbyte zeroPoint)
    {
        this.window = window;
        this.pairs = pairs;
        this.taps = taps;
        outside = new sbyte[checked(window.Input.Width * taps.Channels)];
        Array.Fill(outside, zeroPoint);
    }

    /// <inheritdoc/>
    public override int MaxParts => this.window.OutputRows;

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<byte> scratch, Part part)
    {
        // The kernels do not check bounds, so these slices do.
        var (images, height, width, channels) = this.window.Input;
        input = input[..checked(images * height * width * channels)];
        output = output[..checked(this.window.OutputPixels * channels)];
        var isThree = this.window is { KernelHeight: Threes, KernelWidth: Threes };
        var (start, end) = part.Of(this.window.OutputRows);
        fixed (sbyte* from = input, to = output, beyond = outside)
        {
            var (insideFrom, insideTo) = isThree ? DepthwiseInterior.Columns(this.window) : (this.window.Output.Width, this.window.Output.Width);
            for (var row = start; row < end; row++)
            {
                Pixels(from, to, beyond, row, 0, insideFrom);
                if (insideFrom < insideTo) Inside(from, to, beyond, row, insideFrom, insideTo);
                Pixels(from, to, beyond, row, insideTo, this.window.Output.Width);
            }
        }
    }

    private void Inside(sbyte* input, sbyte* output, sbyte* beyond, int row, int from, int to)
    {
        nint channels = taps.Channels;
        var (image, y) = Math.DivRem(row, this.window.Output.Height);
        var x = (from * this.window.StrideWidth) - this.window.PaddingLeft;
        var rows = stackalloc sbyte*[Threes];
        for (var v = 0; v < Threes; v++)
        {
            var inputY = (y * this.window.StrideHeight) - this.window.PaddingTop + (v * this.window.DilationHeight);
            rows[v] = (uint)inputY < (uint)this.window.Input.Height
                ? input + (((((nint)image * this.window.Input.Height) + inputY) * this.window.Input.Width) + x) * channels
                : beyond + (x * channels);
        }

        var target = output + ((((nint)row * this.window.Output.Width) + from) * channels);
        for (var block = 0; block < taps.Blocks; block++)
        {
            nint channel = taps.FirstChannel(block);
            IntegerNineTaps<TSimd, TVector, TRequantizer>.Row(
                taps,
                block,
                rows[0] + channel,
                rows[1] + channel,
                rows[2] + channel,
                this.window.DilationWidth * channels,
                this.window.StrideWidth * channels,
                target + channel,
                to - from);
        }
    }

    /// <summary>Computes any kernel at any positions of a row.</summary>
    private void Pixels(sbyte* input, sbyte* output, sbyte* beyond, int row, int from, int to)
    {
        if (from >= to) return;
        var count = 2 * this.pairs.Length;
        Span<nint> sources = count <= MaxOnStack ? stackalloc nint[count] : new nint[count];
        for (var x = from; x < to; x++)
        {
            for (var pair = 0; pair < this.pairs.Length; pair++)
            {
                var (first, second) = this.pairs[pair];
                sources[2 * pair] = (nint)Tap(input, beyond, row, x, Math.Max(first, 0));
                sources[(2 * pair) + 1] = (nint)Tap(input, beyond, row, x, Math.Max(second, 0));
            }

            fixed (nint* all = sources) Pixel((sbyte**)all, output + ((((nint)row * this.window.Output.Width) + x) * taps.Channels));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pixel(sbyte** sources, sbyte* target)
    {
        for (var block = 0; block < taps.Blocks; block++)
        {
            nint channel = taps.FirstChannel(block);
            var results = new DepthwiseResults<TSimd, TVector, TRequantizer>(taps, block);
            var (low, high) = (results.LowBias, results.HighBias);
            ref var weights = ref MemoryMarshal.GetReference(taps.Block(block));
            for (var pair = 0; pair < taps.Pairs; pair++)
            {
                var one = TSimd.LoadWords(ref *(sources[2 * pair] + channel));
                var two = TSimd.LoadWords(ref *(sources[(2 * pair) + 1] + channel));
                low = TSimd.MultiplyAddPairs(TSimd.InterleaveLow(one, two), TSimd.Load(ref weights), low);
                high = TSimd.MultiplyAddPairs(TSimd.InterleaveHigh(one, two), TSimd.Load(ref Unsafe.Add(ref weights, TSimd.Width)), high);
                weights = ref Unsafe.Add(ref weights, 2 * TSimd.Width);
            }

            results.Store(low, high, target + channel);
        }
    }

    /// <summary>Returns the pixel of the input under one kernel tap; zero points if the tap is beyond the edge.</summary>
    private sbyte* Tap(sbyte* input, sbyte* beyond, int row, int x, int tap)
    {
        var (image, y) = Math.DivRem(row, this.window.Output.Height);
        var (v, u) = Math.DivRem(tap, this.window.KernelWidth);
        var inputY = (y * this.window.StrideHeight) - this.window.PaddingTop + (v * this.window.DilationHeight);
        var inputX = (x * this.window.StrideWidth) - this.window.PaddingLeft + (u * this.window.DilationWidth);
        if ((uint)inputY >= (uint)this.window.Input.Height || (uint)inputX >= (uint)this.window.Input.Width) return beyond;
        return input + (((((nint)image * this.window.Input.Height) + inputY) * this.window.Input.Width) + inputX) * taps.Channels;
    }
}
