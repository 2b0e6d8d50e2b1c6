using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>Vectors of 8 floats: x86 with AVX2 and FMA.</summary>
internal readonly unsafe struct Lanes8 : ILanes<Vector256<float>>
{
    public static int Width => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Subtract(Vector256<float> a, Vector256<float> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Divide(Vector256<float> a, Vector256<float> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sqrt(Vector256<float> a) => Vector256.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Clamp(Vector256<float> value, Vector256<float> minimum, Vector256<float> maximum) =>
        Vector256.ConditionalSelect(Vector256.LessThan(value, minimum), minimum, Vector256.ConditionalSelect(Vector256.GreaterThan(value, maximum), maximum, value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Undo(Vector256<float> gradient, Vector256<float> activation, Vector256<float> minimum, Vector256<float> maximum) =>
        gradient & Vector256.GreaterThan(activation, minimum) & Vector256.LessThan(activation, maximum);
}
