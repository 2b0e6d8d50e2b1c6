using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Packing;
using FlowerModel.Runtime.Inference.Plan;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorised;

/// <summary>
/// An int8 depthwise convolution, a vector of channels at a time. Taps of the kernel are taken in pairs, because the machine multiplies
/// and adds pairs of 16-bit integers; taps beyond the edge read zero points.
/// </summary>
internal sealed class IntegerDepthwiseLayer<TSimd, TVector> : PreparedLayer<sbyte>
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
{
    private readonly SlidingWindow _window;
    private readonly int _channels;
    private readonly int[] _pairs;
    private readonly sbyte[] _outside;
    private readonly PackedRequantisation _requantisation;

    /// <param name="window">Shapes, strides, padding; at least <c>TSimd.Width</c> channels.</param>
    /// <param name="kernel">Kernel height, kernel width, channels.</param>
    /// <param name="bias">One for each channel.</param>
    /// <param name="requantisation">How sums become results; its input zero point is folded into the bias.</param>
    public IntegerDepthwiseLayer(SlidingWindow window, ReadOnlySpan<sbyte> kernel, ReadOnlySpan<int> bias, Requantisation requantisation)
    {
        _window = window;
        _channels = window.Input.Channels;
        _outside = new sbyte[TSimd.Width];
        Array.Fill(_outside, (sbyte)requantisation.InputZeroPoint);
        var taps = window.KernelHeight * window.KernelWidth;
        _pairs = new int[(taps + 1) / 2 * _channels];
        var folded = bias.ToArray();
        for (var tap = 0; tap < taps; tap += 2)
        {
            for (var c = 0; c < _channels; c++)
            {
                var first = kernel[(tap * _channels) + c];
                var second = tap + 1 < taps ? kernel[((tap + 1) * _channels) + c] : (sbyte)0;
                _pairs[(tap / 2 * _channels) + c] = PackedPairs.Pair(first, second);
                folded[c] = unchecked(folded[c] - (requantisation.InputZeroPoint * (first + second)));
            }
        }

        _requantisation = new PackedRequantisation(requantisation, folded, _channels);
    }

    /// <inheritdoc/>
    public override int MaximumParts => _window.OutputRows;

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<byte> scratch, Part part)
    {
        var (start, end) = part.Of(_window.OutputRows);
        for (var row = start; row < end; row++)
        {
            var (insideFrom, insideTo) = DepthwiseInterior.Columns3X3(_window, row % _window.Output.Height);

            // The last vector of a pixel begins earlier where the channels are no multiple of its width: it repeats some work.
            for (var block = 0; block < _channels; block += TSimd.Width)
            {
                var channel = Math.Min(block, _channels - TSimd.Width);
                for (var x = 0; x < insideFrom; x++) RunPixel(input, output, row, x, channel);
                if (insideFrom < insideTo) RunInside3X3(input, output, row, insideFrom, insideTo, channel);
                for (var x = insideTo; x < _window.Output.Width; x++) RunPixel(input, output, row, x, channel);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunInside3X3(ReadOnlySpan<sbyte> input, Span<sbyte> output, int outputRow, int from, int to, int channel)
    {
        nint channels = _channels;
        ref var weights = ref _pairs[channel];
        var w0 = TSimd.Load(ref weights);
        var w1 = TSimd.Load(ref Unsafe.Add(ref weights, channels));
        var w2 = TSimd.Load(ref Unsafe.Add(ref weights, 2 * channels));
        var w3 = TSimd.Load(ref Unsafe.Add(ref weights, 3 * channels));
        var w4 = TSimd.Load(ref Unsafe.Add(ref weights, 4 * channels));
        var bias = Bias(channel);
        var factors = new FixedPoint<TSimd, TVector>(_requantisation, channel);
        var zeroPoint = TSimd.Broadcast(_requantisation.ZeroPoint);
        var minimum = TSimd.Broadcast(_requantisation.Minimum);
        var maximum = TSimd.Broadcast(_requantisation.Maximum);

        var (picture, y) = Math.DivRem(outputRow, _window.Output.Height);
        var originY = (y * _window.StrideHeight) - _window.PaddingTop;
        var originX = (from * _window.StrideWidth) - _window.PaddingLeft;
        var row = _window.Input.Width * channels;
        var right = _window.DilationWidth * channels;
        var down = _window.DilationHeight * row;
        var step = _window.StrideWidth * channels;
        var first = ((((nint)picture * _window.Input.Height) + originY) * row) + (originX * channels) + channel;
        var result = ((((nint)outputRow * _window.Output.Width) + from) * channels) + channel;

        // The furthest element that is touched, checked once for the whole row.
        _ = input[(int)(first + ((to - from - 1) * step) + (2 * down) + (2 * right) + TSimd.Width - 1)];
        _ = output[(int)(result + ((to - from - 1) * channels) + TSimd.Width - 1)];
        ref var top = ref Unsafe.Add(ref MemoryMarshal.GetReference(input), first);
        ref var target = ref Unsafe.Add(ref MemoryMarshal.GetReference(output), result);
        for (var x = from; x < to; x++)
        {
            ref var middle = ref Unsafe.Add(ref top, down);
            ref var bottom = ref Unsafe.Add(ref middle, down);
            ref var last = ref Unsafe.Add(ref bottom, 2 * right);
            var a = TSimd.MultiplyAddPairs(TSimd.LoadPairs(ref top, ref Unsafe.Add(ref top, right)), w0, bias);
            var b = TSimd.MultiplyAddPairs(TSimd.LoadPairs(ref Unsafe.Add(ref top, 2 * right), ref middle), w1, TSimd.Broadcast(0));
            a = TSimd.MultiplyAddPairs(TSimd.LoadPairs(ref Unsafe.Add(ref middle, right), ref Unsafe.Add(ref middle, 2 * right)), w2, a);
            b = TSimd.MultiplyAddPairs(TSimd.LoadPairs(ref bottom, ref Unsafe.Add(ref bottom, right)), w3, b);
            a = TSimd.MultiplyAddPairs(TSimd.LoadPairs(ref last, ref last), w4, a);
            var stored = TSimd.Add(factors.Apply(TSimd.Add(a, b)), zeroPoint);
            TSimd.Store(TSimd.Clamp(stored, minimum, maximum), ref target);
            top = ref Unsafe.Add(ref top, step);
            target = ref Unsafe.Add(ref target, channels);
        }
    }

    /// <summary>Any kernel at any place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunPixel(ReadOnlySpan<sbyte> input, Span<sbyte> output, int row, int x, int channel)
    {
        var sum = Bias(channel);
        var taps = _window.KernelHeight * _window.KernelWidth;
        for (var tap = 0; tap < taps; tap += 2)
        {
            var pair = TSimd.LoadPairs(
                ref MemoryMarshal.GetReference(Tap(input, row, x, channel, tap)),
                ref MemoryMarshal.GetReference(tap + 1 < taps ? Tap(input, row, x, channel, tap + 1) : _outside));
            sum = TSimd.MultiplyAddPairs(pair, TSimd.Load(ref _pairs[(tap / 2 * _channels) + channel]), sum);
        }

        var stored = TSimd.Add(
            new FixedPoint<TSimd, TVector>(_requantisation, channel).Apply(sum), TSimd.Broadcast(_requantisation.ZeroPoint));
        stored = TSimd.Clamp(stored, TSimd.Broadcast(_requantisation.Minimum), TSimd.Broadcast(_requantisation.Maximum));
        var result = output.Slice((((row * _window.Output.Width) + x) * _channels) + channel, TSimd.Width);
        TSimd.Store(stored, ref MemoryMarshal.GetReference(result));
    }

    /// <summary>The input elements under one tap of the kernel; zero points where it is beyond the edge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<sbyte> Tap(ReadOnlySpan<sbyte> input, int row, int x, int channel, int tap)
    {
        var (picture, y) = Math.DivRem(row, _window.Output.Height);
        var (v, u) = Math.DivRem(tap, _window.KernelWidth);
        var inputY = (y * _window.StrideHeight) - _window.PaddingTop + (v * _window.DilationHeight);
        var inputX = (x * _window.StrideWidth) - _window.PaddingLeft + (u * _window.DilationWidth);
        if ((uint)inputY >= (uint)_window.Input.Height || (uint)inputX >= (uint)_window.Input.Width) return _outside;
        var pixel = (((picture * _window.Input.Height) + inputY) * _window.Input.Width) + inputX;
        return input.Slice((pixel * _channels) + channel, TSimd.Width);
    }

    private TVector Bias(int channel) => TSimd.Load(in _requantisation.Bias[channel]);
}
