using System.Runtime.InteropServices;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Flat;

/// <summary>Writes the kinds of vectors that the format uses, front to back. The builder itself works from the end of the file.</summary>
internal static class BuilderExtensions
{
    internal static int CreateText(this FlatBufferBuilder builder, string text) => builder.CreateString(text).Value;

    internal static int CreateInts(this FlatBufferBuilder builder, IReadOnlyList<int> values)
    {
        builder.StartVector(sizeof(int), values.Count, sizeof(int));
        for (var i = values.Count - 1; i >= 0; i--) builder.AddInt(values[i]);
        return builder.EndVector().Value;
    }

    internal static int CreateLongs(this FlatBufferBuilder builder, IReadOnlyList<long> values)
    {
        builder.StartVector(sizeof(long), values.Count, sizeof(long));
        for (var i = values.Count - 1; i >= 0; i--) builder.AddLong(values[i]);
        return builder.EndVector().Value;
    }

    internal static int CreateFloats(this FlatBufferBuilder builder, IReadOnlyList<float> values)
    {
        builder.StartVector(sizeof(float), values.Count, sizeof(float));
        for (var i = values.Count - 1; i >= 0; i--) builder.AddFloat(values[i]);
        return builder.EndVector().Value;
    }

    internal static int CreateBools(this FlatBufferBuilder builder, IReadOnlyList<bool> values)
    {
        builder.StartVector(1, values.Count, 1);
        for (var i = values.Count - 1; i >= 0; i--) builder.AddBool(values[i]);
        return builder.EndVector().Value;
    }

    /// <summary>Writes a vector of tables or strings that have already been written.</summary>
    internal static int CreateOffsets(this FlatBufferBuilder builder, IReadOnlyList<int> offsets)
    {
        builder.StartVector(sizeof(int), offsets.Count, sizeof(int));
        for (var i = offsets.Count - 1; i >= 0; i--) builder.AddOffset(offsets[i]);
        return builder.EndVector().Value;
    }

    /// <summary>Writes a vector of bytes whose first byte is at a multiple of <paramref name="alignment"/> in the finished file.</summary>
    internal static int CreateBytes(this FlatBufferBuilder builder, ReadOnlyMemory<byte> bytes, int alignment)
    {
        if (!MemoryMarshal.TryGetArray(bytes, out var segment)) segment = bytes.ToArray();
        builder.StartVector(1, bytes.Length, alignment);
        if (segment.Count > 0) builder.Add(segment);
        return builder.EndVector().Value;
    }
}
