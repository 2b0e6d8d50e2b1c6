using System.Runtime.CompilerServices;

namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>Kernels in which every element stands for itself, on a range that is a multiple of the vector's width.</summary>
internal static unsafe class ElementwiseLanes<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public static void ScaleShift(float* x, int rows, int channels, float* scale, float* shift, ClampRange clamp, float* y, int from, int limit)
    {
        var minimum = TLanes.Broadcast(clamp.Minimum);
        var maximum = TLanes.Broadcast(clamp.Maximum);
        for (var row = 0; row < rows; row++, x += channels, y += channels)
        {
            for (var c = from; c < limit; c += TLanes.Width)
                TLanes.Store(TLanes.Clamp(TLanes.MultiplyAdd(TLanes.Load(x + c), TLanes.Load(scale + c), TLanes.Load(shift + c)), minimum, maximum), y + c);
        }
    }

    public static void NormalizationInputGradient(
        float* dy, float* x, int rows, int channels, float* factors, GradientTarget target, int from, int limit)
    {
        float* a = factors, b = a + channels, mean = b + channels, shift = mean + channels;
        nint at = 0;
        for (var row = 0; row < rows; row++, at += channels)
        {
            for (var c = from; c < limit; c += TLanes.Width)
            {
                var centered = TLanes.Subtract(TLanes.Load(x + at + c), TLanes.Load(mean + c));
                var rest = TLanes.MultiplyAdd(TLanes.Load(b + c), centered, TLanes.Load(shift + c));
                Write(TLanes.MultiplyAdd(TLanes.Load(a + c), TLanes.Load(dy + at + c), rest), target, at + c);
            }
        }
    }

    public static void ChannelSums(float* a, float* b, float* mean, int rows, int channels, float* sums, float* products, int from, int limit)
    {
        for (var row = 0; row < rows; row++, a += channels, b += channels)
        {
            for (var c = from; c < limit; c += TLanes.Width)
            {
                var value = TLanes.Load(a + c);
                TLanes.Store(TLanes.Add(TLanes.Load(sums + c), value), sums + c);
                var centered = TLanes.Subtract(TLanes.Load(b + c), TLanes.Load(mean + c));
                TLanes.Store(TLanes.MultiplyAdd(value, centered, TLanes.Load(products + c)), products + c);
            }
        }
    }

    public static void CenteredSquares(float* x, float* mean, int rows, int channels, float* squares, int from, int limit)
    {
        for (var row = 0; row < rows; row++, x += channels)
        {
            for (var c = from; c < limit; c += TLanes.Width)
            {
                var difference = TLanes.Subtract(TLanes.Load(x + c), TLanes.Load(mean + c));
                TLanes.Store(TLanes.MultiplyAdd(difference, difference, TLanes.Load(squares + c)), squares + c);
            }
        }
    }

    public static void Add(float* a, float* b, float* sum, int from, int limit)
    {
        for (var i = from; i < limit; i += TLanes.Width) TLanes.Store(TLanes.Add(TLanes.Load(a + i), TLanes.Load(b + i)), sum + i);
    }

    public static void PassGradient(float* gradient, GradientTarget target, int from, int limit)
    {
        for (var i = from; i < limit; i += TLanes.Width) Write(TLanes.Load(gradient + i), target, i);
    }

    public static void Adam(float* gradient, in AdamFactors factors, float* first, float* second, float* weights, int from, int limit)
    {
        var firstShare = TLanes.Broadcast(factors.FirstShare);
        var secondShare = TLanes.Broadcast(factors.SecondShare);
        var alpha = TLanes.Broadcast(factors.Alpha);
        var epsilon = TLanes.Broadcast(factors.Epsilon);
        var keep = TLanes.Broadcast(factors.Keep);
        for (var i = from; i < limit; i += TLanes.Width)
        {
            var g = TLanes.Load(gradient + i);
            var m = TLanes.Load(first + i);
            m = TLanes.MultiplyAdd(TLanes.Subtract(g, m), firstShare, m);
            TLanes.Store(m, first + i);
            var v = TLanes.Load(second + i);
            v = TLanes.MultiplyAdd(TLanes.MultiplyAdd(g, g, TLanes.Multiply(v, TLanes.Broadcast(-1))), secondShare, v);
            TLanes.Store(v, second + i);
            var change = TLanes.Divide(TLanes.Multiply(m, alpha), TLanes.Add(TLanes.Sqrt(v), epsilon));
            TLanes.Store(TLanes.Subtract(TLanes.Multiply(TLanes.Load(weights + i), keep), change), weights + i);
        }
    }

    public static void Average(float* weights, float share, float* average, int from, int limit)
    {
        var factor = TLanes.Broadcast(share);
        for (var i = from; i < limit; i += TLanes.Width)
        {
            var old = TLanes.Load(average + i);
            TLanes.Store(TLanes.MultiplyAdd(TLanes.Subtract(TLanes.Load(weights + i), old), factor, old), average + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(TVector gradient, GradientTarget target, nint at)
    {
        if (target.Accumulate) gradient = TLanes.Add(TLanes.Load(target.Gradient + at), gradient);
        if (target.Activation != null)
        {
            gradient = TLanes.Undo(
                gradient, TLanes.Load(target.Activation + at), TLanes.Broadcast(target.Clamp.Minimum), TLanes.Broadcast(target.Clamp.Maximum));
        }

        TLanes.Store(gradient, target.Gradient + at);
    }
}
