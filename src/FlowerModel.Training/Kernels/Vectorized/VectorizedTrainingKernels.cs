using System.Runtime.Intrinsics;

namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>The kernels at one width of vectors. Channels that fill no vector go four at a time, and the last ones one by one.</summary>
internal sealed unsafe class VectorizedTrainingKernels<TLanes, TVector> : TrainingKernels
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public override int PackedLength(int inner, int columns) => PackedProduct<TLanes, TVector>.PackedLength(inner, columns);

    public override void PackKernel(float* kernel, float* scale, int inner, int columns, float* packed) =>
        PackedProduct<TLanes, TVector>.Pack(kernel, scale, inner, columns, packed);

    public override void PackTransposed(float* kernel, float* scale, int inner, int columns, float* packed) =>
        PackedProduct<TLanes, TVector>.PackTransposed(kernel, scale, inner, columns, packed);

    public override void Product(float* a, int rows, int inner, float* packed, int columns, float* bias, ClampRange clamp, float* c) =>
        PackedProduct<TLanes, TVector>.Multiply(a, rows, inner, packed, columns, new TileStart(false, bias), EndOf(clamp), c);

    public override void ProductInputGradient(float* a, int rows, int inner, float* packed, int columns, GradientTarget target) =>
        PackedProduct<TLanes, TVector>.Multiply(
            a, rows, inner, packed, columns, new TileStart(target.Accumulate, null), EndOf(target), target.Gradient);

    public override int WeightGradientScratch(int inner, int columns) => WeightGradientProduct<TLanes, TVector>.Scratch(columns);

    public override void ProductWeightGradient(
        float* x, int inner, float* dy, int columns, int rows, bool accumulate, float* dw, float* db, float* scratch) =>
        WeightGradientProduct<TLanes, TVector>.Compute(x, inner, dy, columns, rows, accumulate, dw, db, scratch);

    public override void Depthwise(in WindowGeometry window, int images, float* x, float* kernel, float* bias, ClampRange clamp, float* y)
    {
        Span<WindowTap> taps = stackalloc WindowTap[WindowGeometry.MaxTaps];
        var offsets = stackalloc Offsets[WindowGeometry.MaxTaps];
        var end = EndOf(clamp);
        for (var image = 0; image < images; image++, x += window.InputPositions * window.Channels)
        {
            for (var row = 0; row < window.OutputHeight; row++)
            {
                for (var column = 0; column < window.OutputWidth; column++, y += window.Channels)
                {
                    var count = window.TapsOfOutput(row, column, taps);
                    Place(taps[..count], window.Channels, offsets);
                    Sum(offsets, count, x, kernel, bias, end, y, window.Channels);
                }
            }
        }
    }

    public override void DepthwiseInputGradient(in WindowGeometry window, int images, float* dy, float* kernel, GradientTarget target)
    {
        Span<WindowTap> taps = stackalloc WindowTap[WindowGeometry.MaxTaps];
        var offsets = stackalloc Offsets[WindowGeometry.MaxTaps];
        var end = EndOf(target);
        nint at = 0;
        for (var image = 0; image < images; image++, dy += window.OutputPositions * window.Channels)
        {
            for (var row = 0; row < window.Height; row++)
            {
                for (var column = 0; column < window.Width; column++, at += window.Channels)
                {
                    var count = window.TapsOfInput(row, column, taps);
                    Place(taps[..count], window.Channels, offsets);
                    var to = target.Gradient + at;
                    Sum(offsets, count, dy, kernel, target.Accumulate ? to : null, end.At(at), to, window.Channels);
                }
            }
        }
    }

    public override void DepthwiseWeightGradient(in WindowGeometry window, int images, float* x, float* dy, float* dk, float* db)
    {
        var (whole, fours) = Split(window.Channels);
        for (var image = 0; image < images; image++, x += window.InputPositions * window.Channels)
        {
            for (var row = 0; row < window.OutputHeight; row++, dy += window.OutputWidth * window.Channels)
            {
                ChannelwiseWindow<TLanes, TVector>.AddRowGradient(window, row, x, dy, dk, db, 0, whole);
                if (whole < fours) ChannelwiseWindow<Lanes4, Vector128<float>>.AddRowGradient(window, row, x, dy, dk, db, whole, fours);
                if (fours < window.Channels) ChannelwiseWindow<Lanes1, float>.AddRowGradient(window, row, x, dy, dk, db, fours, window.Channels);
            }
        }
    }

    public override void ScaleShift(float* x, int rows, int channels, float* scale, float* shift, ClampRange clamp, float* y)
    {
        var (whole, fours) = Split(channels);
        ElementwiseLanes<TLanes, TVector>.ScaleShift(x, rows, channels, scale, shift, clamp, y, 0, whole);
        ElementwiseLanes<Lanes4, Vector128<float>>.ScaleShift(x, rows, channels, scale, shift, clamp, y, whole, fours);
        ElementwiseLanes<Lanes1, float>.ScaleShift(x, rows, channels, scale, shift, clamp, y, fours, channels);
    }

    public override void NormalizationInputGradient(float* dy, float* x, int rows, int channels, float* factors, GradientTarget target)
    {
        var (whole, fours) = Split(channels);
        ElementwiseLanes<TLanes, TVector>.NormalizationInputGradient(dy, x, rows, channels, factors, target, 0, whole);
        ElementwiseLanes<Lanes4, Vector128<float>>.NormalizationInputGradient(dy, x, rows, channels, factors, target, whole, fours);
        ElementwiseLanes<Lanes1, float>.NormalizationInputGradient(dy, x, rows, channels, factors, target, fours, channels);
    }

    public override void ChannelSums(float* a, float* b, float* mean, int rows, int channels, float* sums, float* products)
    {
        var (whole, fours) = Split(channels);
        ElementwiseLanes<TLanes, TVector>.ChannelSums(a, b, mean, rows, channels, sums, products, 0, whole);
        ElementwiseLanes<Lanes4, Vector128<float>>.ChannelSums(a, b, mean, rows, channels, sums, products, whole, fours);
        ElementwiseLanes<Lanes1, float>.ChannelSums(a, b, mean, rows, channels, sums, products, fours, channels);
    }

    public override void CenteredSquares(float* x, float* mean, int rows, int channels, float* squares)
    {
        var (whole, fours) = Split(channels);
        ElementwiseLanes<TLanes, TVector>.CenteredSquares(x, mean, rows, channels, squares, 0, whole);
        ElementwiseLanes<Lanes4, Vector128<float>>.CenteredSquares(x, mean, rows, channels, squares, whole, fours);
        ElementwiseLanes<Lanes1, float>.CenteredSquares(x, mean, rows, channels, squares, fours, channels);
    }

    public override void Add(float* a, float* b, int length, float* sum)
    {
        var (whole, _) = Split(length);
        ElementwiseLanes<TLanes, TVector>.Add(a, b, sum, 0, whole);
        ElementwiseLanes<Lanes1, float>.Add(a, b, sum, whole, length);
    }

    public override void PassGradient(float* gradient, int length, GradientTarget target)
    {
        var (whole, _) = Split(length);
        ElementwiseLanes<TLanes, TVector>.PassGradient(gradient, target, 0, whole);
        ElementwiseLanes<Lanes1, float>.PassGradient(gradient, target, whole, length);
    }

    public override void Adam(float* gradient, int length, in AdamFactors factors, float* first, float* second, float* weights)
    {
        var (whole, _) = Split(length);
        ElementwiseLanes<TLanes, TVector>.Adam(gradient, factors, first, second, weights, 0, whole);
        ElementwiseLanes<Lanes1, float>.Adam(gradient, factors, first, second, weights, whole, length);
    }

    public override void Average(float* weights, int length, float share, float* average)
    {
        var (whole, _) = Split(length);
        ElementwiseLanes<TLanes, TVector>.Average(weights, share, average, 0, whole);
        ElementwiseLanes<Lanes1, float>.Average(weights, share, average, whole, length);
    }

    private static (int Whole, int Fours) Split(int length) => (length - (length % TLanes.Width), length - (length % Lanes4.Width));

    private static TileEnd EndOf(ClampRange clamp) => clamp.IsActive ? new TileEnd(TileEndKind.Clamp, clamp) : new TileEnd(TileEndKind.Store);

    private static TileEnd EndOf(GradientTarget target) =>
        target.Activation == null ? new TileEnd(TileEndKind.Store) : new TileEnd(TileEndKind.Undo, target.Clamp, target.Activation);

    private static void Place(ReadOnlySpan<WindowTap> taps, int channels, Offsets* offsets)
    {
        for (var t = 0; t < taps.Length; t++) offsets[t] = new Offsets((nint)taps[t].Position * channels, (nint)taps[t].Weight * channels);
    }

    private static void Sum(Offsets* taps, int count, float* source, float* kernel, float* start, in TileEnd end, float* to, int channels)
    {
        var (whole, fours) = Split(channels);
        ChannelwiseWindow<TLanes, TVector>.Sum(taps, count, source, kernel, start, end, to, 0, whole);
        if (whole < fours) ChannelwiseWindow<Lanes4, Vector128<float>>.Sum(taps, count, source, kernel, start, end, to, whole, fours);
        if (fours < channels) ChannelwiseWindow<Lanes1, float>.Sum(taps, count, source, kernel, start, end, to, fours, channels);
    }
}
