using System.Runtime.CompilerServices;
using FlowerModel.Runtime.Inference.Kernels.Vectorized;

namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>Kernels in which every element stands for itself, on a range that is a multiple of the vector's width.</summary>
internal static unsafe class ElementwiseLanes<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public static void ScaleShift(float* x, int rows, int channels, float* scale, float* shift, ClampRange clamp, float* y, int from, int limit)
    {
        var minimum = TSimd.Broadcast(clamp.Minimum);
        var maximum = TSimd.Broadcast(clamp.Maximum);
        for (var row = 0; row < rows; row++, x += channels, y += channels)
        {
            for (var c = from; c < limit; c += TSimd.Width)
                TSimd.Store(TSimd.Clamp(TSimd.MultiplyAdd(TSimd.Load(x + c), TSimd.Load(scale + c), TSimd.Load(shift + c)), minimum, maximum), y + c);
        }
    }

    public static void NormalizationInputGradient(
        float* dy, float* x, int rows, int channels, float* factors, GradientTarget target, int from, int limit)
    {
        float* a = factors, b = a + channels, mean = b + channels, shift = mean + channels;
        nint at = 0;
        for (var row = 0; row < rows; row++, at += channels)
        {
            for (var c = from; c < limit; c += TSimd.Width)
            {
                var centered = TSimd.Subtract(TSimd.Load(x + at + c), TSimd.Load(mean + c));
                var rest = TSimd.MultiplyAdd(TSimd.Load(b + c), centered, TSimd.Load(shift + c));
                Write(TSimd.MultiplyAdd(TSimd.Load(a + c), TSimd.Load(dy + at + c), rest), target, at + c);
            }
        }
    }

    public static void ChannelSums(float* a, float* b, float* mean, int rows, int channels, float* sums, float* products, int from, int limit)
    {
        for (var row = 0; row < rows; row++, a += channels, b += channels)
        {
            for (var c = from; c < limit; c += TSimd.Width)
            {
                var value = TSimd.Load(a + c);
                TSimd.Store(TSimd.Add(TSimd.Load(sums + c), value), sums + c);
                var centered = TSimd.Subtract(TSimd.Load(b + c), TSimd.Load(mean + c));
                TSimd.Store(TSimd.MultiplyAdd(value, centered, TSimd.Load(products + c)), products + c);
            }
        }
    }

    public static void CenteredSquares(float* x, float* mean, int rows, int channels, float* squares, int from, int limit)
    {
        for (var row = 0; row < rows; row++, x += channels)
        {
            for (var c = from; c < limit; c += TSimd.Width)
            {
                var difference = TSimd.Subtract(TSimd.Load(x + c), TSimd.Load(mean + c));
                TSimd.Store(TSimd.MultiplyAdd(difference, difference, TSimd.Load(squares + c)), squares + c);
            }
        }
    }

    public static void Add(float* a, float* b, float* sum, int from, int limit)
    {
        for (var i = from; i < limit; i += TSimd.Width) TSimd.Store(TSimd.Add(TSimd.Load(a + i), TSimd.Load(b + i)), sum + i);
    }

    public static void PassGradient(float* gradient, GradientTarget target, int from, int limit)
    {
        for (var i = from; i < limit; i += TSimd.Width) Write(TSimd.Load(gradient + i), target, i);
    }

    public static void Adam(float* gradient, in AdamFactors factors, float* first, float* second, float* weights, int from, int limit)
    {
        var firstShare = TSimd.Broadcast(factors.FirstShare);
        var secondShare = TSimd.Broadcast(factors.SecondShare);
        var alpha = TSimd.Broadcast(factors.Alpha);
        var epsilon = TSimd.Broadcast(factors.Epsilon);
        var keep = TSimd.Broadcast(factors.Keep);
        for (var i = from; i < limit; i += TSimd.Width)
        {
            var g = TSimd.Load(gradient + i);
            var m = TSimd.Load(first + i);
            m = TSimd.MultiplyAdd(TSimd.Subtract(g, m), firstShare, m);
            TSimd.Store(m, first + i);
            var v = TSimd.Load(second + i);
            v = TSimd.MultiplyAdd(TSimd.MultiplyAdd(g, g, TSimd.Multiply(v, TSimd.Broadcast(-1))), secondShare, v);
            TSimd.Store(v, second + i);
            var change = TSimd.Divide(TSimd.Multiply(m, alpha), TSimd.Add(TSimd.Sqrt(v), epsilon));
            TSimd.Store(TSimd.Subtract(TSimd.Multiply(TSimd.Load(weights + i), keep), change), weights + i);
        }
    }

    public static void Average(float* weights, float share, float* average, int from, int limit)
    {
        var factor = TSimd.Broadcast(share);
        for (var i = from; i < limit; i += TSimd.Width)
        {
            var old = TSimd.Load(average + i);
            TSimd.Store(TSimd.MultiplyAdd(TSimd.Subtract(TSimd.Load(weights + i), old), factor, old), average + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(TVector gradient, GradientTarget target, nint at)
    {
        if (target.Accumulate) gradient = TSimd.Add(TSimd.Load(target.Gradient + at), gradient);
        if (target.Activation != null)
        {
            gradient = TSimd.KeepBetween(
                gradient, TSimd.Load(target.Activation + at), TSimd.Broadcast(target.Clamp.Minimum), TSimd.Broadcast(target.Clamp.Maximum));
        }

        TSimd.Store(gradient, target.Gradient + at);
    }
}
