using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>Vectors of 4 floats: Arm64, x86 without AVX2, and what wider vectors leave over.</summary>
internal readonly unsafe struct Lanes4 : ILanes<Vector128<float>>
{
    public static int Width => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, float* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Subtract(Vector128<float> a, Vector128<float> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Multiply(Vector128<float> a, Vector128<float> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Divide(Vector128<float> a, Vector128<float> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sqrt(Vector128<float> a) => Vector128.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Vector128.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Clamp(Vector128<float> value, Vector128<float> minimum, Vector128<float> maximum) =>
        Vector128.ConditionalSelect(Vector128.LessThan(value, minimum), minimum, Vector128.ConditionalSelect(Vector128.GreaterThan(value, maximum), maximum, value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Undo(Vector128<float> gradient, Vector128<float> activation, Vector128<float> minimum, Vector128<float> maximum) =>
        gradient & Vector128.GreaterThan(activation, minimum) & Vector128.LessThan(activation, maximum);
}
