using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;

namespace System;

/// <summary>Members of the base class library that came with .NET 5 and later.</summary>
[Microsoft.CodeAnalysis.Embedded]
internal static class BaseClassMembers
{
    extension(Convert)
    {
        /// <summary>Returns bytes as hexadecimal digits.</summary>
        public static string ToHexString(ReadOnlySpan<byte> bytes)
        {
            var text = new StringBuilder(bytes.Length * 2);
            foreach (var value in bytes) text.Append("0123456789ABCDEF"[value >> 4]).Append("0123456789ABCDEF"[value & 15]);
            return text.ToString();
        }
    }

    extension(BinaryPrimitives)
    {
        /// <summary>Reads a single.</summary>
        public static float ReadSingleLittleEndian(ReadOnlySpan<byte> source) =>
            BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt32LittleEndian(source));
    }

    extension(GC)
    {
        /// <summary>Allocates an array; older runtimes cannot pin it.</summary>
        public static T[] AllocateArray<T>(int length, bool pinned) => new T[length];

        /// <summary>Allocates an array, whose elements are zeros here.</summary>
        public static T[] AllocateUninitializedArray<T>(int length) => new T[length];
    }

    extension(Array)
    {
        /// <summary>Sets all elements to zero.</summary>
        public static void Clear(Array array) => Array.Clear(array, 0, array.Length);
    }

    extension(Stopwatch)
    {
        /// <summary>The time since a time stamp.</summary>
        public static TimeSpan GetElapsedTime(long start) => Stopwatch.GetElapsedTime(start, Stopwatch.GetTimestamp());

        /// <summary>The time between two time stamps.</summary>
        public static TimeSpan GetElapsedTime(long start, long end) =>
            new((long)((end - start) * ((double)TimeSpan.TicksPerSecond / Stopwatch.Frequency)));
    }

    extension(string)
    {
        /// <summary>Joins two texts.</summary>
        public static string Concat(ReadOnlySpan<char> first, ReadOnlySpan<char> second) => first.ToString() + second.ToString();
    }

    extension(Stream stream)
    {
        /// <summary>Fills a buffer.</summary>
        /// <exception cref="EndOfStreamException">The stream ends first.</exception>
        public void ReadExactly(Span<byte> buffer) => stream.ReadAtLeast(buffer, buffer.Length);

        /// <summary>Reads until a buffer has at least some bytes.</summary>
        /// <exception cref="EndOfStreamException">The stream ends first, and that is an error.</exception>
        public int ReadAtLeast(Span<byte> buffer, int minimumBytes, bool throwOnEndOfStream = true)
        {
            var total = 0;
            while (total < minimumBytes)
            {
                var count = stream.Read(buffer[total..]);
                if (count > 0) total += count;
                else if (throwOnEndOfStream) throw new EndOfStreamException();
                else break;
            }

            return total;
        }
    }

    extension<T>(IEnumerable<T> values)
    {
        /// <summary>Returns the first value with the greatest key; the default of an empty sequence.</summary>
        public T? MaxBy<TKey>(Func<T, TKey> key)
        {
            var best = default(T);
            var bestKey = default(TKey);
            var isFirst = true;
            foreach (var value in values)
            {
                var candidate = key(value);
                if (!isFirst && Comparer<TKey>.Default.Compare(candidate, bestKey!) <= 0) continue;
                (best, bestKey, isFirst) = (value, candidate, false);
            }

            return best;
        }
    }
}
