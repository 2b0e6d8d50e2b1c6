using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StbImageSharp;

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>
/// The inverse cosine transform of a block of 8x8 coefficients, in integers with 12 fractional bits (Loeffler, Ligtenberg and Moschytz, "Practical fast 1-D
/// DCT algorithms with 11 multiplications", 1989). The bits are those of StbImageSharp's transform: integers, in which the order of additions does not matter.
/// </summary>
internal static unsafe class BlockTransform
{
    private const int Side = 8;

    // Two fractional bits are kept between the passes. The second pass adds 128 to each sample.
    /// <summary>Added before the shift of the first pass.</summary>
    internal const int FirstRounding = 512;

    /// <summary>The shift of the first pass.</summary>
    internal const int FirstShift = 10;

    /// <summary>Added before the shift of the second pass.</summary>
    internal const int SecondRounding = 65536 + (128 << 17);

    /// <summary>The shift of the second pass.</summary>
    internal const int SecondShift = 17;

    /// <summary>Transforms a block to samples.</summary>
    /// <param name="samples">Receives 8 rows of 8 samples.</param>
    /// <param name="stride">Bytes from one row of samples to the next.</param>
    /// <param name="coefficients">64 dequantized coefficients, row by row.</param>
    public static void ToSamples(byte* samples, int stride, short* coefficients)
    {
        if (WideBlockTransform.IsSupported) WideBlockTransform.ToSamples(samples, stride, coefficients);
        else if (Vector128.IsHardwareAccelerated) ByHalfRows(samples, stride, coefficients);
        else StbImage.stbi__idct_block(samples, stride, coefficients);
    }

    /// <summary>Fills a block whose only coefficient is the first one: the same samples as by the transform.</summary>
    public static void Fill(byte* samples, int stride, short coefficient)
    {
        var level = (byte)Math.Clamp(((coefficient << 14) + SecondRounding) >> SecondShift, 0, 255);
        var row = level * 0x0101010101010101UL;
        for (var i = 0; i < Side; i++, samples += stride) Unsafe.WriteUnaligned(samples, row);
    }

    /// <summary>Dequantizes and transforms all blocks of a component. Its coefficients are replaced by their products.</summary>
    public static void ToSamples(in JpegComponent component, ushort* factors)
    {
        for (var row = 0; row < component.UsedDown; row++)
        {
            var block = component.Coefficients + (64L * row * component.BlocksAcross);
            var samples = component.Samples + (8L * row * component.Stride);
            for (var column = 0; column < component.UsedAcross; column++, block += 64, samples += Side)
            {
                if (Multiply(block, (short*)factors)) ToSamples(samples, component.Stride, block);
                else Fill(samples, component.Stride, block[0]);
            }
        }
    }

    // Returns false if all coefficients but the first are zeros.
    private static bool Multiply(short* block, short* factors)
    {
        var others = Vector128<short>.Zero;
        for (var i = 0; i < Side * Side; i += Side)
        {
            var product = Vector128.Load(block + i) * Vector128.Load(factors + i);
            product.Store(block + i);
            others |= i == 0 ? product.WithElement(0, (short)0) : product;
        }

        return !Vector128.EqualsAll(others, Vector128<short>.Zero);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ByHalfRows(byte* samples, int stride, short* coefficients)
    {
        var block = stackalloc int[Side * Side];
        var turned = stackalloc int[Side * Side];
        for (var i = 0; i < Side * Side; i += Side)
        {
            var (low, high) = Vector128.Widen(Vector128.Load(coefficients + i));
            low.Store(block + i);
            high.Store(block + i + 4);
        }

        Pass(block, turned, FirstRounding, FirstShift);
        Pass(turned, block, SecondRounding, SecondShift);

        var white = Vector128.Create((short)255);
        for (var i = 0; i < Side * Side; i += Side, samples += stride)
        {
            var row = Vector128.Narrow(Vector128.Load(block + i), Vector128.Load(block + i + 4));
            row = Vector128.Min(Vector128.Max(row, Vector128<short>.Zero), white);
            Vector128.Narrow(row.AsUInt16(), row.AsUInt16()).GetLower().Store(samples);
        }
    }

    /// <summary>Transforms the columns of a block and transposes the result, so that two passes transform columns and rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass(int* from, int* to, int rounding, int shift)
    {
        var round = Vector128.Create(rounding);
        for (var column = 0; column < Side; column += 4, from += 4, to += 4 * Side)
        {
            var s0 = Vector128.Load(from);
            var s1 = Vector128.Load(from + Side);
            var s2 = Vector128.Load(from + (2 * Side));
            var s3 = Vector128.Load(from + (3 * Side));
            var s4 = Vector128.Load(from + (4 * Side));
            var s5 = Vector128.Load(from + (5 * Side));
            var s6 = Vector128.Load(from + (6 * Side));
            var s7 = Vector128.Load(from + (7 * Side));

            var shared = (s2 + s6) * Fixed(0.5411961f);
            var low = shared + (s6 * Fixed(-1.847759065f));
            var high = shared + (s2 * Fixed(0.765366865f));
            var sum = ((s0 + s4) << 12) + round;
            var difference = ((s0 - s4) << 12) + round;
            var (even0, even3) = (sum + high, sum - high);
            var (even1, even2) = (difference + low, difference - low);

            shared = (s7 + s3 + s5 + s1) * Fixed(1.175875602f);
            var p1 = shared + ((s7 + s1) * Fixed(-0.899976223f));
            var p2 = shared + ((s5 + s3) * Fixed(-2.562915447f));
            var p3 = (s7 + s3) * Fixed(-1.961570560f);
            var p4 = (s5 + s1) * Fixed(-0.390180644f);
            var odd0 = (s1 * Fixed(1.501321110f)) + p1 + p4;
            var odd1 = (s3 * Fixed(3.072711026f)) + p2 + p3;
            var odd2 = (s5 * Fixed(2.053119869f)) + p2 + p4;
            var odd3 = (s7 * Fixed(0.298631336f)) + p1 + p3;

            Transpose((even0 + odd0) >> shift, (even1 + odd1) >> shift, (even2 + odd2) >> shift, (even3 + odd3) >> shift, to);
            Transpose((even3 - odd3) >> shift, (even2 - odd2) >> shift, (even1 - odd1) >> shift, (even0 - odd0) >> shift, to + 4);
        }
    }

    /// <summary>Returns a factor with 12 fractional bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Fixed(float factor) => (int)((factor * 4096) + 0.5);

    /// <summary>Stores four rows as four columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(Vector128<int> a, Vector128<int> b, Vector128<int> c, Vector128<int> d, int* to)
    {
        var (ac0, ac1) = Lanes.Interleave(a, c);
        var (bd0, bd1) = Lanes.Interleave(b, d);
        var (first, second) = Lanes.Interleave(ac0, bd0);
        var (third, fourth) = Lanes.Interleave(ac1, bd1);
        first.Store(to);
        second.Store(to + Side);
        third.Store(to + (2 * Side));
        fourth.Store(to + (3 * Side));
    }
}
