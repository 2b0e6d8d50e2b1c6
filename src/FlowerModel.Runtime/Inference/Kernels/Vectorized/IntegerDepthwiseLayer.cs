using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>
/// An int8 depthwise convolution, computed one block of channels at a time; a block has as many channels as a vector has 16-bit words.
/// Kernel taps are processed in pairs, because the machine multiplies and adds pairs of words. Taps beyond the edge read zero points.
/// </summary>
internal sealed class IntegerDepthwiseLayer<TSimd, TVector> : PreparedLayer<sbyte>
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
{
    private readonly SlidingWindow window;
    private readonly int channels;
    private readonly int taps;
    private readonly AlignedMemory pairs;
    private readonly sbyte[] outside;
    private readonly PackedRequantization requantization;

    /// <param name="window">Shapes, strides, padding; at least <see cref="BlockWidth"/> channels.</param>
    /// <param name="kernel">Kernel height, kernel width, channels.</param>
    /// <param name="bias">One value per channel.</param>
    /// <param name="requantization">How sums are converted to results; its zero points are folded into the bias and the weights.</param>
    public IntegerDepthwiseLayer(SlidingWindow window, ReadOnlySpan<sbyte> kernel, ReadOnlySpan<int> bias, Requantization requantization)
    {
        this.window = window;
        this.channels = window.Input.Channels;
        taps = window.KernelHeight * window.KernelWidth;
        outside = new sbyte[BlockWidth];
        Array.Fill(outside, (sbyte)requantization.InputZeroPoint);

        var order = Order(this.channels);
        var (folded, multipliers) = (new int[order.Length], new QuantizedMultiplier[order.Length]);
        this.pairs = new AlignedMemory(checked(order.Length * PairCount * sizeof(int)));
        for (var i = 0; i < order.Length; i++)
        {
            var (channel, sum) = (order[i], 0);
            for (var pair = 0; pair < PairCount; pair++)
            {
                var first = (short)(kernel[(2 * pair * this.channels) + channel] - requantization.KernelZeroPoint);
                var second = (2 * pair) + 1 < taps
                    ? (short)(kernel[(((2 * pair) + 1) * this.channels) + channel] - requantization.KernelZeroPoint)
                    : (short)0;
                sum += first + second;

                // For each block, its pairs of taps one after the other, each two vectors long.
                var (block, place) = Math.DivRem(i, BlockWidth);
                this.pairs.Ints[(((block * PairCount) + pair) * BlockWidth) + place] = PackedPairs.Pair(first, second);
            }

            folded[i] = unchecked(bias[channel] - (requantization.InputZeroPoint * sum));
            multipliers[i] = requantization.Multipliers[channel];
        }

        this.requantization = new PackedRequantization(requantization with { Multipliers = multipliers }, folded, folded.Length);
    }

    /// <summary>The number of channels per block, and the minimum number of channels of a layer.</summary>
    public static int BlockWidth => 2 * TSimd.Width;

    /// <inheritdoc/>
    public override int MaxParts => this.window.OutputRows;

    private int PairCount => (taps + 1) / 2;

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<byte> scratch, Part part)
    {
        var (start, end) = part.Of(this.window.OutputRows);
        for (var row = start; row < end; row++)
        {
            var (insideFrom, insideTo) = DepthwiseInterior.Columns3X3(this.window, row % this.window.Output.Height);
            for (var block = 0; block * BlockWidth < this.channels; block++)
            {
                for (var x = 0; x < insideFrom; x++) RunPixel(input, output, row, x, block);
                if (insideFrom < insideTo) RunInside3X3(input, output, row, insideFrom, insideTo, block);
                for (var x = insideTo; x < this.window.Output.Width; x++) RunPixel(input, output, row, x, block);
            }
        }
    }

    /// <summary>
    /// Returns the channel at each position of the packed weights. If the channels are not a multiple of the block width, the last block
    /// starts earlier and repeats some work.
    /// </summary>
    private static int[] Order(int channels)
    {
        var blocks = (channels + BlockWidth - 1) / BlockWidth;
        var order = new int[blocks * BlockWidth];
        for (var i = 0; i < order.Length; i++)
        {
            // The first vector has the first four of every eight channels, the second the last four.
            var (block, place) = Math.DivRem(i, BlockWidth);
            var (high, lane) = Math.DivRem(place, TSimd.Width);
            order[i] = FirstChannel(block, channels) + (lane / 4 * 8) + (high * 4) + (lane % 4);
        }

        return order;
    }

    private static int FirstChannel(int block, int channels) => Math.Min(block * BlockWidth, channels - BlockWidth);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunInside3X3(ReadOnlySpan<sbyte> input, Span<sbyte> output, int outputRow, int from, int to, int block)
    {
        nint width = TSimd.Width;
        ref var pairs = ref this.pairs.Ints[block * PairCount * BlockWidth];
        var (low0, high0) = (TSimd.Load(ref pairs), TSimd.Load(ref Unsafe.Add(ref pairs, width)));
        var (low1, high1) = (TSimd.Load(ref Unsafe.Add(ref pairs, 2 * width)), TSimd.Load(ref Unsafe.Add(ref pairs, 3 * width)));
        var (low2, high2) = (TSimd.Load(ref Unsafe.Add(ref pairs, 4 * width)), TSimd.Load(ref Unsafe.Add(ref pairs, 5 * width)));
        var (low3, high3) = (TSimd.Load(ref Unsafe.Add(ref pairs, 6 * width)), TSimd.Load(ref Unsafe.Add(ref pairs, 7 * width)));
        var (low4, high4) = (TSimd.Load(ref Unsafe.Add(ref pairs, 8 * width)), TSimd.Load(ref Unsafe.Add(ref pairs, 9 * width)));
        var results = new Results(this.requantization, block);

        nint channels = this.channels;
        var channel = FirstChannel(block, this.channels);
        var (image, y) = Math.DivRem(outputRow, this.window.Output.Height);
        var originY = (y * this.window.StrideHeight) - this.window.PaddingTop;
        var originX = (from * this.window.StrideWidth) - this.window.PaddingLeft;
        var row = this.window.Input.Width * channels;
        var right = this.window.DilationWidth * channels;
        var down = this.window.DilationHeight * row;
        var step = this.window.StrideWidth * channels;
        var first = ((((nint)image * this.window.Input.Height) + originY) * row) + (originX * channels) + channel;
        var result = ((((nint)outputRow * this.window.Output.Width) + from) * channels) + channel;

        // Checks the last element that is accessed, once for the whole row.
        _ = input[(int)(first + ((to - from - 1) * step) + (2 * down) + (2 * right) + BlockWidth - 1)];
        _ = output[(int)(result + ((to - from - 1) * channels) + BlockWidth - 1)];
        ref var top = ref Unsafe.Add(ref MemoryMarshal.GetReference(input), first);
        ref var target = ref Unsafe.Add(ref MemoryMarshal.GetReference(output), result);
        for (var x = from; x < to; x++)
        {
            ref var middle = ref Unsafe.Add(ref top, down);
            ref var bottom = ref Unsafe.Add(ref middle, down);
            var (low, high) = (results.LowBias, results.HighBias);
            var (one, two) = (TSimd.LoadWords(ref top), TSimd.LoadWords(ref Unsafe.Add(ref top, right)));
            low = TSimd.MultiplyAddPairs(TSimd.InterleaveLow(one, two), low0, low);
            high = TSimd.MultiplyAddPairs(TSimd.InterleaveHigh(one, two), high0, high);
            (one, two) = (TSimd.LoadWords(ref Unsafe.Add(ref top, 2 * right)), TSimd.LoadWords(ref middle));
            low = TSimd.MultiplyAddPairs(TSimd.InterleaveLow(one, two), low1, low);
            high = TSimd.MultiplyAddPairs(TSimd.InterleaveHigh(one, two), high1, high);
            (one, two) = (TSimd.LoadWords(ref Unsafe.Add(ref middle, right)), TSimd.LoadWords(ref Unsafe.Add(ref middle, 2 * right)));
            low = TSimd.MultiplyAddPairs(TSimd.InterleaveLow(one, two), low2, low);
            high = TSimd.MultiplyAddPairs(TSimd.InterleaveHigh(one, two), high2, high);
            (one, two) = (TSimd.LoadWords(ref bottom), TSimd.LoadWords(ref Unsafe.Add(ref bottom, right)));
            low = TSimd.MultiplyAddPairs(TSimd.InterleaveLow(one, two), low3, low);
            high = TSimd.MultiplyAddPairs(TSimd.InterleaveHigh(one, two), high3, high);

            // The ninth tap is paired with a tap whose weights are zero.
            one = TSimd.LoadWords(ref Unsafe.Add(ref bottom, 2 * right));
            low = TSimd.MultiplyAddPairs(TSimd.InterleaveLow(one, one), low4, low);
            high = TSimd.MultiplyAddPairs(TSimd.InterleaveHigh(one, one), high4, high);
            results.Store(low, high, ref target);
            top = ref Unsafe.Add(ref top, step);
            target = ref Unsafe.Add(ref target, channels);
        }
    }

    /// <summary>Handles any kernel at any position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunPixel(ReadOnlySpan<sbyte> input, Span<sbyte> output, int row, int x, int block)
    {
        var channel = FirstChannel(block, this.channels);
        var results = new Results(this.requantization, block);
        var (low, high) = (results.LowBias, results.HighBias);
        ref var pairs = ref this.pairs.Ints[block * PairCount * BlockWidth];
        for (var tap = 0; tap < taps; tap += 2)
        {
            var one = TSimd.LoadWords(in Tap(input, row, x, channel, tap));
            var two = tap + 1 < taps ? TSimd.LoadWords(in Tap(input, row, x, channel, tap + 1)) : one;
            low = TSimd.MultiplyAddPairs(TSimd.InterleaveLow(one, two), TSimd.Load(ref pairs), low);
            high = TSimd.MultiplyAddPairs(TSimd.InterleaveHigh(one, two), TSimd.Load(ref Unsafe.Add(ref pairs, TSimd.Width)), high);
            pairs = ref Unsafe.Add(ref pairs, BlockWidth);
        }

        var target = output.Slice((((row * this.window.Output.Width) + x) * this.channels) + channel, BlockWidth);
        results.Store(low, high, ref MemoryMarshal.GetReference(target));
    }

    /// <summary>Returns the first of a block of input elements under one kernel tap; zero points if the tap is beyond the edge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly sbyte Tap(ReadOnlySpan<sbyte> input, int row, int x, int channel, int tap)
    {
        var (image, y) = Math.DivRem(row, this.window.Output.Height);
        var (v, u) = Math.DivRem(tap, this.window.KernelWidth);
        var inputY = (y * this.window.StrideHeight) - this.window.PaddingTop + (v * this.window.DilationHeight);
        var inputX = (x * this.window.StrideWidth) - this.window.PaddingLeft + (u * this.window.DilationWidth);
        if ((uint)inputY >= (uint)this.window.Input.Height || (uint)inputX >= (uint)this.window.Input.Width) return ref outside[0];
        var pixel = (((image * this.window.Input.Height) + inputY) * this.window.Input.Width) + inputX;
        return ref MemoryMarshal.GetReference(input.Slice((pixel * this.channels) + channel, BlockWidth));
    }

    /// <summary>How the sums of a block are converted to results.</summary>
    [method: MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly struct Results(PackedRequantization channels, int block)
    {
        private readonly FixedPoint<TSimd, TVector> low = new(channels, block * BlockWidth);
        private readonly FixedPoint<TSimd, TVector> high = new(channels, (block * BlockWidth) + TSimd.Width);
        private readonly TVector zeroPoint = TSimd.Broadcast(channels.ZeroPoint);
        private readonly TVector minimum = TSimd.Broadcast(channels.Minimum);
        private readonly TVector maximum = TSimd.Broadcast(channels.Maximum);

        public TVector LowBias { get; } = TSimd.Load(in channels.Bias[block * BlockWidth]);

        public TVector HighBias { get; } = TSimd.Load(in channels.Bias[(block * BlockWidth) + TSimd.Width]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(TVector low, TVector high, ref sbyte target) => TSimd.StoreInterleaved(
            TSimd.Clamp(TSimd.Add(this.low.Apply(low), zeroPoint), minimum, maximum),
            TSimd.Clamp(TSimd.Add(this.high.Apply(high), zeroPoint), minimum, maximum),
            ref target);
    }
}
