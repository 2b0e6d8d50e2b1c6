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
    private const int MaxOnStack = 128;
    private const int MaxPaddedWidth = 32;
    private const int ChunkBytes = 64 << 10;
    private readonly SlidingWindow window;
    private readonly (int First, int Second)[] pairs;
    private readonly PackedTaps taps;
    private readonly sbyte zeroPoint;
    private readonly sbyte[] outside;
    private readonly PaddedInput? padded;

    /// <param name="window">Shapes, strides, padding.</param>
    /// <param name="pairs">The pairs of taps, by their indices in the kernel; a negative index is a weight of zero.</param>
    /// <param name="taps">The weights.</param>
    /// <param name="zeroPoint">The stored value of a real zero in the input.</param>
    public IntegerDepthwiseLayer(SlidingWindow window, (int First, int Second)[] pairs, PackedTaps taps, sbyte zeroPoint)
    {
        this.window = window;
        this.pairs = pairs;
        this.taps = taps;
        this.zeroPoint = zeroPoint;
        padded = IsThree && window.Input.Width <= MaxPaddedWidth ? PaddedInput.Of(window) : null;
        outside = new sbyte[padded is null ? checked(window.Input.Width * taps.Channels) : 0];
        Array.Fill(outside, zeroPoint);
    }

    /// <inheritdoc/>
    public override int MaxParts => this.window.OutputRows;

    /// <inheritdoc/>
    public override int ScratchBytes => padded?.Length ?? 0;

    private bool IsThree => this.window is { KernelHeight: 3, KernelWidth: 3 };

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<byte> scratch, Part part)
    {
        // The kernels do not check bounds, so these slices do.
        var (images, height, width, channels) = this.window.Input;
        input = input[..checked(images * height * width * channels)];
        output = output[..checked(this.window.OutputPixels * channels)];
        var (start, end) = part.Of(this.window.OutputRows);
        fixed (sbyte* from = input, to = output, beyond = outside)
        fixed (byte* copy = scratch)
        {
            while (start < end)
            {
                // Rows of one image.
                var (image, y) = Math.DivRem(start, this.window.Output.Height);
                var count = Math.Min(end - start, this.window.Output.Height - y);
                var source = from + ((nint)image * height * width * channels);
                var target = to + ((nint)image * this.window.Output.Height * ResultRowStep);
                if (padded is not null) Padded(source, target, (sbyte*)copy, y, y + count);
                else Direct(source, target, beyond, y, y + count);
                start += count;
            }
        }
    }

    private nint ResultRowStep => (nint)this.window.Output.Width * taps.Channels;

    /// <summary>Returns how many rows of positions are computed block by block: as many as a near cache holds, so that each is read from afar only once.</summary>
    private int ChunkRows(nint rowStep) =>
        (int)Math.Max(1, (ChunkBytes - (2 * rowStep)) / ((this.window.StrideHeight * rowStep) + ResultRowStep));

    /// <summary>Small images, of which much is edge, are copied to a place with zero points around them.</summary>
    private void Padded(sbyte* input, sbyte* output, sbyte* copy, int startY, int endY)
    {
        padded!.Copy(input, copy, zeroPoint, startY, endY);
        nint channels = taps.Channels;
        var grid = new DepthwiseGrid(
            endY - startY,
            this.window.Output.Width,
            this.window.DilationWidth * channels,
            this.window.StrideWidth * channels,
            this.window.StrideHeight * padded.RowStep,
            channels,
            ResultRowStep);
        var down = this.window.DilationHeight * padded.RowStep;
        var chunk = ChunkRows(padded.RowStep);
        for (var y = startY; y < endY; y += chunk)
        {
            var top = copy + (y * grid.RowStep);
            var rows = grid with { Rows = Math.Min(chunk, endY - y) };
            for (var block = 0; block < taps.Blocks; block++)
                IntegerNineTaps<TSimd, TVector, TRequantizer>.Run(taps, block, rows, top, top + down, top + (2 * down), output + (y * ResultRowStep));
        }
    }

    private void Direct(sbyte* input, sbyte* output, sbyte* beyond, int startY, int endY)
    {
        var (insideFrom, insideTo) = IsThree ? DepthwiseInterior.Columns(this.window) : (this.window.Output.Width, this.window.Output.Width);
        for (var y = startY; y < endY; y++)
        {
            Pixels(input, output, beyond, y, 0, insideFrom);
            Pixels(input, output, beyond, y, insideTo, this.window.Output.Width);
        }

        if (insideFrom == insideTo) return;
        var chunk = ChunkRows((nint)this.window.Input.Width * taps.Channels);
        for (int y = startY, rows; y < endY; y += rows)
        {
            // Rows at which the kernel is clipped are computed one by one.
            rows = 1;
            if (this.window.KernelRows(y) is (0, 3))
            {
                while (rows < chunk && y + rows < endY && this.window.KernelRows(y + rows) is (0, 3)) rows++;
            }

            Inside(input, output, beyond, y, rows, insideFrom, insideTo);
        }
    }

    private void Inside(sbyte* input, sbyte* output, sbyte* beyond, int y, int rows, int from, int to)
    {
        nint channels = taps.Channels;
        var rowStep = this.window.Input.Width * channels;
        var grid = new DepthwiseGrid(
            rows,
            to - from,
            this.window.DilationWidth * channels,
            this.window.StrideWidth * channels,
            this.window.StrideHeight * rowStep,
            channels,
            ResultRowStep);
        var x = ((from * this.window.StrideWidth) - this.window.PaddingLeft) * channels;
        var target = output + (y * ResultRowStep) + (from * channels);
        for (var block = 0; block < taps.Blocks; block++)
            IntegerNineTaps<TSimd, TVector, TRequantizer>.Run(taps, block, grid, Row(0), Row(1), Row(2), target);

        sbyte* Row(int v)
        {
            var inputY = (y * this.window.StrideHeight) - this.window.PaddingTop + (v * this.window.DilationHeight);
            return ((uint)inputY < (uint)this.window.Input.Height ? input + (inputY * rowStep) : beyond) + x;
        }
    }

    /// <summary>Computes any kernel at any positions of a row.</summary>
    private void Pixels(sbyte* input, sbyte* output, sbyte* beyond, int y, int from, int to)
    {
        if (from >= to) return;
        var count = 2 * this.pairs.Length;
        Span<nint> sources = count <= MaxOnStack ? stackalloc nint[count] : new nint[count];
        for (var x = from; x < to; x++)
        {
            for (var pair = 0; pair < this.pairs.Length; pair++)
            {
                var (first, second) = this.pairs[pair];
                sources[2 * pair] = (nint)Tap(input, beyond, y, x, Math.Max(first, 0));
                sources[(2 * pair) + 1] = (nint)Tap(input, beyond, y, x, Math.Max(second, 0));
            }

            fixed (nint* all = sources) Pixel((sbyte**)all, output + (y * ResultRowStep) + ((nint)x * taps.Channels));
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
    private sbyte* Tap(sbyte* input, sbyte* beyond, int y, int x, int tap)
    {
        var (v, u) = Math.DivRem(tap, this.window.KernelWidth);
        var inputY = (y * this.window.StrideHeight) - this.window.PaddingTop + (v * this.window.DilationHeight);
        var inputX = (x * this.window.StrideWidth) - this.window.PaddingLeft + (u * this.window.DilationWidth);
        if ((uint)inputY >= (uint)this.window.Input.Height || (uint)inputX >= (uint)this.window.Input.Width) return beyond;
        return input + (((nint)inputY * this.window.Input.Width) + inputX) * taps.Channels;
    }
}
