using System.Numerics;

namespace System;

/// <summary>Members of <see cref="Math"/> and <see cref="MathF"/> that came with .NET Core 3.0 and later.</summary>
[Microsoft.CodeAnalysis.Embedded]
internal static class MathMembers
{
    private const int ExponentBias = 1023;
    private const int FractionBits = 52;

    extension(Math)
    {
        /// <summary>Quotient and remainder.</summary>
        public static (int Quotient, int Remainder) DivRem(int left, int right) => (left / right, left % right);

        /// <summary>The exponent of a finite number other than 0: the whole part of its base-2 logarithm.</summary>
        public static int ILogB(double x)
        {
            var exponent = (int)(BitConverter.DoubleToInt64Bits(x) >> FractionBits) & 0x7FF;
            // Subnormal numbers are made normal first.
            return exponent > 0 ? exponent - ExponentBias : Math.ILogB(x * Power(FractionBits + 2)) - (FractionBits + 2);
        }

        /// <summary>x times 2 to the power of n, rounded once.</summary>
        public static double ScaleB(double x, int n)
        {
            for (; n > ExponentBias; n -= ExponentBias)
            {
                x *= Power(ExponentBias);
                if (double.IsInfinity(x) || x == 0) return x;
            }

            // Steps that leave enough bits for the last multiplication to be the only one that rounds.
            for (; n < 1 - ExponentBias; n += ExponentBias - 1 - FractionBits - 1)
            {
                x *= Power(1 - ExponentBias + FractionBits + 1);
                if (x == 0) return x;
            }

            return x * Power(n);
        }
    }

    extension(MathF)
    {
        /// <summary>The magnitude of one number with the sign of another.</summary>
        public static float CopySign(float x, float y) =>
            BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(x) & int.MaxValue) | (BitConverter.SingleToInt32Bits(y) & int.MinValue));
    }

    extension(Vector)
    {
        /// <summary>Rounds each element down.</summary>
        public static Vector<float> Floor(Vector<float> value)
        {
            var elements = new float[Vector<float>.Count];
            for (var i = 0; i < elements.Length; i++) elements[i] = MathF.Floor(value[i]);
            return new Vector<float>(elements);
        }
    }

    extension(char)
    {
        /// <summary>True for a to z and A to Z.</summary>
        public static bool IsAsciiLetter(char c) => (uint)((c | 0x20) - 'a') <= 'z' - 'a';
    }

    private static double Power(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + ExponentBias) << FractionBits);
}
