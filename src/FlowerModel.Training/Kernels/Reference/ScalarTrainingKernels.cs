using FlowerModel.Runtime.Numerics;

namespace FlowerModel.Training.Kernels.Reference;

/// <summary>The definition of every kernel: what is summed, in which order, and where a sum is rounded. A packed matrix is the matrix.</summary>
internal sealed unsafe class ScalarTrainingKernels : TrainingKernels
{
    public override int PackedLength(int inner, int columns) => inner * columns;

    public override void PackKernel(float* kernel, float* scale, int inner, int columns, float* packed)
    {
        for (var k = 0; k < inner; k++)
            for (var n = 0; n < columns; n++)
                packed[(k * columns) + n] = kernel[(k * columns) + n] * (scale == null ? 1 : scale[n]);
    }

    public override void PackTransposed(float* kernel, float* scale, int inner, int columns, float* packed)
    {
        for (var k = 0; k < inner; k++)
            for (var n = 0; n < columns; n++)
                packed[(n * inner) + k] = kernel[(k * columns) + n] * (scale == null ? 1 : scale[n]);
    }

    public override void Product(float* a, int rows, int inner, float* packed, int columns, float* bias, ClampRange clamp, float* c)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var n = 0; n < columns; n++)
            {
                var sum = bias == null ? 0 : bias[n];
                for (var k = 0; k < inner; k++) sum = FusedMultiplyAdd.Of(a[(row * inner) + k], packed[(k * columns) + n], sum);
                c[(row * columns) + n] = clamp.Clamp(sum);
            }
        }
    }

    public override void ProductInputGradient(float* a, int rows, int inner, float* packed, int columns, GradientTarget target)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var n = 0; n < columns; n++)
            {
                var at = (row * columns) + n;
                var sum = target.Accumulate ? target.Gradient[at] : 0;
                for (var k = 0; k < inner; k++) sum = FusedMultiplyAdd.Of(a[(row * inner) + k], packed[(k * columns) + n], sum);
                target.Store(at, sum);
            }
        }
    }

    public override int WeightGradientScratch(int inner, int columns) => 0;

    public override void ProductWeightGradient(
        float* x, int inner, float* dy, int columns, int rows, bool accumulate, float* dw, float* db, float* scratch)
    {
        if (!accumulate)
        {
            new Span<float>(dw, inner * columns).Clear();
            new Span<float>(db, columns).Clear();
        }

        for (var row = 0; row < rows; row++)
        {
            for (var n = 0; n < columns; n++)
            {
                var gradient = dy[(row * columns) + n];
                db[n] += gradient;
                for (var k = 0; k < inner; k++)
                    dw[(k * columns) + n] = FusedMultiplyAdd.Of(x[(row * inner) + k], gradient, dw[(k * columns) + n]);
            }
        }
    }

    public override void Depthwise(in WindowGeometry window, int images, float* x, float* kernel, float* bias, ClampRange clamp, float* y)
    {
        Span<WindowTap> taps = stackalloc WindowTap[WindowGeometry.MaxTaps];
        for (var image = 0; image < images; image++, x += window.InputPositions * window.Channels)
        {
            for (var row = 0; row < window.OutputHeight; row++)
            {
                for (var column = 0; column < window.OutputWidth; column++, y += window.Channels)
                {
                    var count = window.TapsOfOutput(row, column, taps);
                    for (var c = 0; c < window.Channels; c++) y[c] = clamp.Clamp(Sum(taps[..count], x, kernel, window.Channels, c, bias[c]));
                }
            }
        }
    }

    public override void DepthwiseInputGradient(in WindowGeometry window, int images, float* dy, float* kernel, GradientTarget target)
    {
        Span<WindowTap> taps = stackalloc WindowTap[WindowGeometry.MaxTaps];
        var at = 0;
        for (var image = 0; image < images; image++, dy += window.OutputPositions * window.Channels)
        {
            for (var row = 0; row < window.Height; row++)
            {
                for (var column = 0; column < window.Width; column++)
                {
                    var count = window.TapsOfInput(row, column, taps);
                    for (var c = 0; c < window.Channels; c++, at++)
                        target.Store(at, Sum(taps[..count], dy, kernel, window.Channels, c, target.Accumulate ? target.Gradient[at] : 0));
                }
            }
        }
    }

    public override void DepthwiseWeightGradient(in WindowGeometry window, int images, float* x, float* dy, float* dk, float* db)
    {
        Span<WindowTap> taps = stackalloc WindowTap[WindowGeometry.MaxTaps];
        for (var image = 0; image < images; image++, x += window.InputPositions * window.Channels)
        {
            for (var row = 0; row < window.OutputHeight; row++)
            {
                for (var column = 0; column < window.OutputWidth; column++, dy += window.Channels)
                {
                    var count = window.TapsOfOutput(row, column, taps);
                    for (var c = 0; c < window.Channels; c++)
                    {
                        db[c] += dy[c];
                        foreach (var tap in taps[..count])
                        {
                            var at = (tap.Weight * window.Channels) + c;
                            dk[at] = FusedMultiplyAdd.Of(x[(tap.Position * window.Channels) + c], dy[c], dk[at]);
                        }
                    }
                }
            }
        }
    }

    public override void ScaleShift(float* x, int rows, int channels, float* scale, float* shift, ClampRange clamp, float* y)
    {
        for (var i = 0; i < rows * channels; i++) y[i] = clamp.Clamp(FusedMultiplyAdd.Of(x[i], scale[i % channels], shift[i % channels]));
    }

    public override void NormalizationInputGradient(float* dy, float* x, int rows, int channels, float* factors, GradientTarget target)
    {
        float* a = factors, b = a + channels, mean = b + channels, c = mean + channels;
        for (var i = 0; i < rows * channels; i++)
        {
            var n = i % channels;
            var gradient = FusedMultiplyAdd.Of(a[n], dy[i], FusedMultiplyAdd.Of(b[n], x[i] - mean[n], c[n]));
            target.Pass(i, gradient);
        }
    }

    public override void ChannelSums(float* a, float* b, float* mean, int rows, int channels, float* sums, float* products)
    {
        for (var i = 0; i < rows * channels; i++)
        {
            var n = i % channels;
            sums[n] += a[i];
            products[n] = FusedMultiplyAdd.Of(a[i], b[i] - mean[n], products[n]);
        }
    }

    public override void CenteredSquares(float* x, float* mean, int rows, int channels, float* squares)
    {
        for (var i = 0; i < rows * channels; i++)
        {
            var difference = x[i] - mean[i % channels];
            squares[i % channels] = FusedMultiplyAdd.Of(difference, difference, squares[i % channels]);
        }
    }

    public override void Add(float* a, float* b, int length, float* sum)
    {
        for (var i = 0; i < length; i++) sum[i] = a[i] + b[i];
    }

    public override void PassGradient(float* gradient, int length, GradientTarget target)
    {
        for (var i = 0; i < length; i++) target.Pass(i, gradient[i]);
    }

    public override void Adam(float* gradient, int length, in AdamFactors factors, float* first, float* second, float* weights)
    {
        for (var i = 0; i < length; i++)
        {
            var g = gradient[i];
            first[i] = FusedMultiplyAdd.Of(g - first[i], factors.FirstShare, first[i]);
            second[i] = FusedMultiplyAdd.Of(FusedMultiplyAdd.Of(g, g, -second[i]), factors.SecondShare, second[i]);
            weights[i] = (weights[i] * factors.Keep) - (first[i] * factors.Alpha / (MathF.Sqrt(second[i]) + factors.Epsilon));
        }
    }

    public override void Average(float* weights, int length, float share, float* average)
    {
        for (var i = 0; i < length; i++) average[i] = FusedMultiplyAdd.Of(weights[i] - average[i], share, average[i]);
    }

    private static float Sum(ReadOnlySpan<WindowTap> taps, float* source, float* kernel, int channels, int channel, float start)
    {
        var sum = start;
        foreach (var tap in taps)
            sum = FusedMultiplyAdd.Of(source[(tap.Position * channels) + channel], kernel[(tap.Weight * channels) + channel], sum);
        return sum;
    }
}
