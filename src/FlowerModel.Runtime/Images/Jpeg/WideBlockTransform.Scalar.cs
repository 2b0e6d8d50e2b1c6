namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>.NET Standard has no vectors of eight integers.</summary>
internal static unsafe class WideBlockTransform
{
    /// <summary>False.</summary>
    public static bool IsSupported => false;

    /// <summary>Never called.</summary>
    public static void ToSamples(byte* samples, int stride, short* coefficients) => throw new PlatformNotSupportedException();
}
