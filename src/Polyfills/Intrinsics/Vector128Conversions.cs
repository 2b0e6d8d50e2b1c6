namespace System.Runtime.Intrinsics;

/// <summary>Conversions between vectors of different elements.</summary>
[Microsoft.CodeAnalysis.Embedded]
internal static unsafe class Vector128Conversions
{
    extension(Vector128)
    {
        public static (Vector128<ushort> Lower, Vector128<ushort> Upper) Widen(Vector128<byte> vector)
        {
            Vector128<ushort> lower, upper;
            for (var i = 0; i < Vector128<ushort>.Count; i++)
            {
                ((ushort*)&lower)[i] = vector[i];
                ((ushort*)&upper)[i] = vector[i + Vector128<ushort>.Count];
            }

            return (lower, upper);
        }

        public static (Vector128<int> Lower, Vector128<int> Upper) Widen(Vector128<short> vector)
        {
            Vector128<int> lower, upper;
            for (var i = 0; i < Vector128<int>.Count; i++)
            {
                ((int*)&lower)[i] = vector[i];
                ((int*)&upper)[i] = vector[i + Vector128<int>.Count];
            }

            return (lower, upper);
        }

        public static (Vector128<uint> Lower, Vector128<uint> Upper) Widen(Vector128<ushort> vector)
        {
            Vector128<uint> lower, upper;
            for (var i = 0; i < Vector128<uint>.Count; i++)
            {
                ((uint*)&lower)[i] = vector[i];
                ((uint*)&upper)[i] = vector[i + Vector128<uint>.Count];
            }

            return (lower, upper);
        }

        public static (Vector128<double> Lower, Vector128<double> Upper) Widen(Vector128<float> vector)
        {
            Vector128<double> lower, upper;
            for (var i = 0; i < Vector128<double>.Count; i++)
            {
                ((double*)&lower)[i] = vector[i];
                ((double*)&upper)[i] = vector[i + Vector128<double>.Count];
            }

            return (lower, upper);
        }

        public static Vector128<byte> Narrow(Vector128<ushort> lower, Vector128<ushort> upper)
        {
            Vector128<byte> result;
            for (var i = 0; i < Vector128<ushort>.Count; i++)
            {
                ((byte*)&result)[i] = unchecked((byte)lower[i]);
                ((byte*)&result)[i + Vector128<ushort>.Count] = unchecked((byte)upper[i]);
            }

            return result;
        }

        public static Vector128<sbyte> Narrow(Vector128<short> lower, Vector128<short> upper)
        {
            Vector128<sbyte> result;
            for (var i = 0; i < Vector128<short>.Count; i++)
            {
                ((sbyte*)&result)[i] = unchecked((sbyte)lower[i]);
                ((sbyte*)&result)[i + Vector128<short>.Count] = unchecked((sbyte)upper[i]);
            }

            return result;
        }

        public static Vector128<short> Narrow(Vector128<int> lower, Vector128<int> upper)
        {
            Vector128<short> result;
            for (var i = 0; i < Vector128<int>.Count; i++)
            {
                ((short*)&result)[i] = unchecked((short)lower[i]);
                ((short*)&result)[i + Vector128<int>.Count] = unchecked((short)upper[i]);
            }

            return result;
        }

        public static Vector128<float> Narrow(Vector128<double> lower, Vector128<double> upper)
        {
            Vector128<float> result;
            for (var i = 0; i < Vector128<double>.Count; i++)
            {
                ((float*)&result)[i] = unchecked((float)lower[i]);
                ((float*)&result)[i + Vector128<double>.Count] = unchecked((float)upper[i]);
            }

            return result;
        }

        public static Vector128<ushort> WidenLower(Vector128<byte> vector) => Vector128.Widen(vector).Lower;

        public static Vector128<float> ConvertToSingle(Vector128<int> vector)
        {
            Vector128<float> result;
            for (var i = 0; i < 4; i++) ((float*)&result)[i] = vector[i];
            return result;
        }

        /// <summary>Rounds toward zero. NaN becomes 0, as in .NET.</summary>
        public static Vector128<int> ConvertToInt32(Vector128<float> vector)
        {
            Vector128<int> result;
            for (var i = 0; i < 4; i++)
            {
                var value = vector[i];
                ((int*)&result)[i] = value >= 2147483648f ? int.MaxValue : value < -2147483648f ? int.MinValue : float.IsNaN(value) ? 0 : (int)value;
            }

            return result;
        }
    }
}
